import { openTestDatabase } from "../support/node-sqlite-connection.ts";
import { describeFilmReuse } from "./cases/film-reuse.ts";

describeFilmReuse(async () => openTestDatabase());
