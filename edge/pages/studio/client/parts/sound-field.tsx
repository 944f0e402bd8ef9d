import { useCallback, useEffect, useState } from "preact/hooks";
import { formatDuration } from "../../../shared/client/format.ts";
import { messageOf, type Api } from "../api/request.ts";
import { listSounds, readSoundStatus, takeSound, type Sound } from "../api/sounds.ts";
import { FileUpload, type FileWish } from "./file-upload.tsx";
import { SelectField } from "./select-field.tsx";
import { useCheck } from "./use-check.ts";

const SOUND: FileWish = {
  words: "Upload a sound",
  hint: "MP3, WAV or AAC",
  ending: /\.(mp3|wav|aac|m4a)$/i,
  accept: ".mp3,.wav,.aac,.m4a,audio/mpeg,audio/wav,audio/aac",
  what: "an MP3, WAV or AAC file",
};

/** The sound that lies under a video: none, one of the account's, or one that is uploaded now. */
export function SoundField(properties: {
  api: Api;
  value: string;
  error: string | undefined;
  onChange: (audioId: string) => void;
}) {
  const { api, value, error, onChange } = properties;
  const [sounds, setSounds] = useState<readonly Sound[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const read = useCallback(
    () =>
      listSounds(api).then(setSounds, (thrown: unknown) => {
        setFailure(messageOf(thrown));
      }),
    [api],
  );
  useEffect(() => void read(), [read]);
  const { isChecking, begin } = useCheck((id) => readSoundStatus(api, id), {
    failed: setFailure,
    ready: (id) => void read().then(() => onChange(id)),
  });
  const choices = [
    { value: "", words: "None but the template's own" },
    ...sounds.map(({ id, name, duration }) => ({
      value: id,
      words: duration === null ? name : `${name} (${formatDuration(duration)})`,
    })),
  ];
  return (
    <div class="sound-field">
      <SelectField
        label="Sound"
        value={value}
        choices={choices}
        error={error ?? failure ?? undefined}
        onChange={(next) => {
          setFailure(null);
          onChange(next);
        }}
      />
      <FileUpload
        api={api}
        wish={SOUND}
        take={async (uploadId) => {
          setFailure(null);
          begin(await takeSound(api, uploadId));
        }}
      />
      {isChecking ? (
        <p class="small soft" role="status">
          The sound is being checked …
        </p>
      ) : null}
    </div>
  );
}
