import type { DataStory } from "./data-story.ts";
export async function typeChanged(_story: DataStory, _rows: number): Promise<void> {}
