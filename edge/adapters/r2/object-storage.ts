import type { ObjectBody, ObjectStorage, StoredObject } from "../../domain/assets/object-storage.ts";
import { pour } from "./pour.ts";
