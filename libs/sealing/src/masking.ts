/** `Trần Thị Thử An` → `T. T. T. An`: initials and the given name, which stands last. A name of one word keeps its initial only. */
export const maskName = (fullName: string): string => {
  // Control and direction characters could turn a page around; a name needs none.
  const words = fullName
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const initial = (word: string): string => `${Array.from(word)[0]?.toLocaleUpperCase('vi') ?? ''}.`;
  const given = words.at(-1);
  if (given === undefined) return '';
  return words.length === 1 ? initial(given) : [...words.slice(0, -1).map(initial), given].join(' ');
};

/** `+84912345678` → `09•• ••• 678`, as it is dialled here; of a foreign one the last three digits. Enough to recognise one's own number. */
export const maskPhone = (phone: string): string => `${/^\+84\d{9}$/.test(phone) ? `0${phone[3]}` : '••'}•• ••• ${phone.slice(-3)}`;
