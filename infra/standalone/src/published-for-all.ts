/** Prefixes of the streams that all stories look at. A copy of a log keeps everything before and behind each of their events. */
export const publishedForAll = ['procedure-', 'calendar-', 'directory-'] as const;
