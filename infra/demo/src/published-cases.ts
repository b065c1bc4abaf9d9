/** The three cases published in 2018, with invented names: received, appointed, done. */
export const publishedCases2018 = [
  { name: 'Hồ sơ thứ nhất', received: '2018-09-04', due: '2018-09-06', done: '2018-09-04', workingDays: 2 },
  { name: 'Hồ sơ thứ hai', received: '2018-09-04', due: '2018-09-05', done: '2018-09-04', workingDays: 1 },
  { name: 'Hồ sơ thứ ba', received: '2018-08-23', due: '2018-09-14', done: '2018-09-04', workingDays: 15 },
] as const;
