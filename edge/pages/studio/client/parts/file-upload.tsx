import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { formatBytes } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { ApiError, messageOf, type Api } from "../api/request.ts";
import {
  discardUpload,
  listUnfinishedUploads,
  openUpload,
  type ResumableUpload,
  type UnfinishedUpload,
} from "../api/uploads.ts";
import { useDropTarget } from "./use-drop-target.ts";

const MAXIMUM_BYTES = 2 * 1024 * 1024 * 1024;

/** What is taken: how its names end, and what it is called. */
export type FileWish = {
  words: string;
  hint: string;
  ending: RegExp;
  accept: string;
  what: string;
};

type Under = {
  name: string;
  sizeBytes: number;
  share: number;
  state: "runs" | "paused" | "broken" | "taken";
};

/**
 * Takes a file, shows how far its upload is, and goes on after a break: of the connection, or of the
 * page. `take` gets the finished upload's id; when it refuses, another file can be chosen.
 */
export function FileUpload(properties: {
  api: Api;
  wish: FileWish;
  take: (uploadId: string) => Promise<void>;
}) {
  const { api, wish, take } = properties;
  const [under, setUnder] = useState<Under | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [unfinished, setUnfinished] = useState<readonly UnfinishedUpload[]>([]);
  const upload = useRef<ResumableUpload | null>(null);
  const patch = (part: Partial<Under>) => setUnder((old) => (old ? { ...old, ...part } : old));
  const readUnfinished = useCallback(
    () =>
      listUnfinishedUploads(api).then((found) =>
        setUnfinished(found.filter(({ name }) => wish.ending.test(name))),
      ),
    [api, wish],
  );
  useEffect(() => void readUnfinished(), [readUnfinished]);

  const fail = (error: unknown) => {
    const isPassing = !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
    setRefusal(messageOf(error));
    if (isPassing) return patch({ state: "broken" });
    setUnder(null);
    void readUnfinished();
  };
  const begin = async (file: File | undefined) => {
    if (!file) return;
    if (!wish.ending.test(file.name)) return setRefusal(`${file.name} is not ${wish.what}.`);
    if (file.size > MAXIMUM_BYTES) return setRefusal(`${file.name} is over 2 GB.`);
    setRefusal(null);
    setUnder({ name: file.name, sizeBytes: file.size, share: 0, state: "runs" });
    upload.current = await openUpload(api, file, {
      progress: (share) => patch({ share }),
      done: (uploadId) => {
        patch({ share: 1, state: "taken" });
        take(uploadId).then(() => setUnder(null), fail);
      },
      failed: fail,
    });
    upload.current.start();
  };
  const resume = () => {
    setRefusal(null);
    patch({ state: "runs" });
    upload.current?.start();
  };
  const isBroken = under?.state === "broken";
  useEffect(() => {
    if (!isBroken) return;
    addEventListener("online", resume);
    return () => removeEventListener("online", resume);
  }, [isBroken]);
  return (
    <div class="upload">
      {under === null ? (
        <DropZone wish={wish} onFile={(file) => void begin(file)} />
      ) : (
        <UploadBox
          under={under}
          onPause={() => {
            patch({ state: "paused" });
            void upload.current?.pause();
          }}
          onResume={resume}
          onDiscard={() => {
            setRefusal(null);
            setUnder(null);
            void upload.current?.discard().then(readUnfinished);
          }}
        />
      )}
      {refusal === null ? null : (
        <p class="field-error" role="alert">
          {refusal}
        </p>
      )}
      {under !== null
        ? null
        : unfinished.map((one) => (
            <Unfinished
              key={one.key}
              upload={one}
              onDiscard={() => {
                // One that is gone at the server is gone here too.
                void discardUpload(api, one)
                  .catch(() => undefined)
                  .then(readUnfinished);
              }}
            />
          ))}
    </div>
  );
}

function DropZone({ wish, onFile }: { wish: FileWish; onFile: (file: File | undefined) => void }) {
  const target = useDropTarget((files) => onFile(files?.[0]));
  return (
    <label class="drop wide" {...target}>
      <input
        class="visually-hidden"
        type="file"
        accept={wish.accept}
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <Icon name="upload" />
      <span>
        {wish.words} <small class="soft">{wish.hint}</small>
      </span>
    </label>
  );
}

const STATE_WORDS: Record<Under["state"], string> = {
  runs: "Uploading",
  paused: "Paused",
  broken: "Interrupted",
  taken: "Handing it over",
};

function UploadBox(properties: {
  under: Under;
  onPause: () => void;
  onResume: () => void;
  onDiscard: () => void;
}) {
  const { under, onPause, onResume, onDiscard } = properties;
  const { name, sizeBytes, share, state } = under;
  return (
    <div class="uploading">
      <p class="upload-name" title={name}>
        <b>{name}</b>
      </p>
      <p class="soft small number">
        <span role="status">{STATE_WORDS[state]}</span> · {formatBytes(share * sizeBytes)} of{" "}
        {formatBytes(sizeBytes)}
      </p>
      <ProgressBar
        percent={share * 100}
        label={`Upload of ${name}`}
        state={state === "broken" ? "failed" : state === "paused" ? "queued" : undefined}
      />
      <div class="upload-actions">
        <button
          type="button"
          class="button small"
          disabled={state === "taken"}
          onClick={state === "runs" ? onPause : onResume}
        >
          {state === "paused" || state === "broken" ? "Go on" : "Pause"}
        </button>
        <button
          type="button"
          class="button small quiet"
          disabled={state === "taken"}
          onClick={onDiscard}
        >
          Cancel
        </button>
      </div>
    </div>
  );
}

/** The page was closed over it: only its reader can give the file again. */
function Unfinished(properties: { upload: UnfinishedUpload; onDiscard: () => void }) {
  const { name, sentBytes, sizeBytes } = properties.upload;
  const percent = sizeBytes === 0 ? 0 : (sentBytes / sizeBytes) * 100;
  return (
    <div class="uploading">
      <p class="upload-name" title={name}>
        <b>{name}</b>
      </p>
      <p class="soft small number">
        {formatBytes(sentBytes)} of {formatBytes(sizeBytes)} are there. Choose the same file above
        and it goes on from there.
      </p>
      <ProgressBar percent={percent} label={`Unfinished upload of ${name}`} state="queued" />
      <div class="upload-actions">
        <button type="button" class="button small quiet" onClick={properties.onDiscard}>
          Discard
        </button>
      </div>
    </div>
  );
}
