// What changed between two texts, word by word; marked in words too, not by colour alone.
import { diffWordsWithSpace } from "diff";
import { useMemo } from "preact/hooks";

const LONGEST = 30_000; // characters; longer texts are shown without marks

export function Changed({ before, after }: { before: string; after: string }) {
  const parts = useMemo(
    () => (before === after || before.length + after.length > LONGEST ? null : diffWordsWithSpace(before, after)),
    [before, after],
  );
  if (!parts) return <p class="prose"><bdi>{after}</bdi></p>;
  return (
    <p class="prose">
      {parts.map((part) => part.added ? <ins><bdi>{part.value}</bdi></ins> : part.removed ? <del><bdi>{part.value}</bdi></del> : <bdi>{part.value}</bdi>)}
    </p>
  );
}
