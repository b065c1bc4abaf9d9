import { Problem, registerProblems } from '@motcua/service-kit';

registerProblems({
  'dossier-not-found': {
    status: 404,
    title: 'Chưa tìm thấy hồ sơ. Xin xem lại mã trên giấy hẹn và 4 số cuối điện thoại hoặc căn cước của người đứng tên.',
    titleEn: "No such dossier. Please check the code on the receipt and the last 4 digits of the applicant's phone or national id.",
  },
  'already-rated': { status: 409, title: 'Hồ sơ này đã được đánh giá', titleEn: 'This dossier was rated already' },
  'not-returned': { status: 409, title: 'Chỉ đánh giá khi đã nhận kết quả', titleEn: 'A dossier is rated once its result was handed out' },
  'too-many-streams': {
    status: 503,
    title: 'Quá nhiều người đang theo dõi, hãy thử lại sau',
    titleEn: 'Too many are watching, try again later',
  },
  'feed-restarted': {
    status: 410,
    title: 'Nhật ký công khai đã được dựng lại, hãy đọc lại từ đầu',
    titleEn: 'The public log was replaced, read it from its beginning',
  },
});

/** The same body whatever was wrong: token, code, check, or a person who was erased. */
export const dossierNotFound = (): Problem => new Problem('dossier-not-found');

interface Failure {
  readonly retryAfter: number;
}

/** What use cases answer instead of a result. */
export const refused = (failure: 'not-found' | 'not-yet-visible' | Failure): Problem => {
  if (failure === 'not-found') return dossierNotFound();
  if (failure === 'not-yet-visible') return new Problem('not-yet-visible', 503, { retryAfter: 1 });
  return new Problem('too-many-requests', 429, { retryAfter: failure.retryAfter });
};
