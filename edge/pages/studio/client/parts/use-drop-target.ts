import { useState } from "preact/hooks";

/** What an element needs so that files can be dropped on it; it shows when they are over it. */
export function useDropTarget(onDrop: (files: FileList | undefined) => void) {
  const [isOver, setOver] = useState(false);
  return {
    "data-over": isOver ? "" : undefined,
    onDragOver(event: DragEvent) {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault();
      setOver(false);
      onDrop(event.dataTransfer?.files);
    },
  };
}
