/** A published name as an event carries it: in Vietnamese, and beside it in English. */
export const namesOf = ({ vi, en }: { readonly vi: string; readonly en: string }) => ({ name: vi, nameEn: en });
