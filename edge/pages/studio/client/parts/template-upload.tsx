import { useRef, useState } from "preact/hooks";
import { formatBytes } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { uploadTemplate, type ResumableUpload } from "../api/templates.ts";
import type { Api } from "../api/request.ts";

const MAXIMUM_BYTES = 2 * 1024 * 1024 * 1024;

type Under = {
  name: string;
  sizeBytes: number;
  share: number;
  state: "runs" | "paused" | "failed";
};

/** Takes a template's ZIP, shows how far it is, and goes on after a break. */
export function TemplateUpload(properties: { api: Api; onUploaded: (templateId: string) => void }) {
  const { api, onUploaded } = properties;
  const [under, setUnder] = useState<Under | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [isOver, setOver] = useState(false);
  const upload = useRef<ResumableUpload | null>(null);
  const patch = (part: Partial<Under>) => setUnder((old) => (old ? { ...old, ...part } : old));

  const take = async (file: File | undefined) => {
    if (!file) return;
    if (!/\.zip$/i.test(file.name)) return setNote(`${file.name} is not a ZIP file.`);
    if (file.size > MAXIMUM_BYTES) return setNote(`${file.name} is over 2 GB.`);
    setNote(null);
    setUnder({ name: file.name, sizeBytes: file.size, share: 0, state: "runs" });
    upload.current = await uploadTemplate(api, file, {
      progress: (share) => patch({ share }),
      resumed: () => setNote("Going on where an earlier upload of this file stopped."),
      done: (templateId) => {
        setUnder(null);
        setNote(null);
        onUploaded(templateId);
      },
      failed: (error) => {
        patch({ state: "failed" });
        setNote(error.message);
      },
    });
    upload.current.start();
  };
  const pause = () => {
    patch({ state: "paused" });
    void upload.current?.pause();
  };
  const resume = () => {
    patch({ state: "runs" });
    setNote(null);
    upload.current?.start();
  };
  return (
    <div class="upload">
      {under === null ? (
        <label
          class="drop wide"
          data-over={isOver ? "" : undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            void take(event.dataTransfer?.files[0]);
          }}
        >
          <input
            class="visually-hidden"
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <Icon name="upload" />
          <span>
            Upload a template <small class="soft">ZIP with data.json and images, up to 2 GB</small>
          </span>
        </label>
      ) : (
        <div class="uploading">
          <p>
            <b>{under.name}</b>{" "}
            <span class="soft number">
              {formatBytes(under.share * under.sizeBytes)} of {formatBytes(under.sizeBytes)}
            </span>
          </p>
          <ProgressBar
            percent={under.share * 100}
            label={`Upload of ${under.name}`}
            state={under.state === "failed" ? "failed" : undefined}
          />
          {under.state === "runs" ? (
            <button type="button" class="button small" onClick={pause}>
              Pause
            </button>
          ) : (
            <button type="button" class="button small" onClick={resume}>
              Go on
            </button>
          )}
        </div>
      )}
      {note === null ? null : (
        <p class="small" role="status">
          {note}
        </p>
      )}
    </div>
  );
}
