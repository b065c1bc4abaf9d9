export interface ProblemTitle {
  readonly status: number;
  readonly title: string;
  readonly titleEn: string;
}

const entry = (code: string, status: number, title: string, titleEn: string): [string, ProblemTitle] => [code, { status, title, titleEn }];

/** Every problem code with its status and its two titles. Services add theirs with `registerProblems`. */
export const titles = new Map<string, ProblemTitle>([
  entry('malformed', 400, 'Yêu cầu không đúng định dạng', 'The request is malformed'),
  entry('unauthenticated', 401, 'Cần đăng nhập hoặc mã tra cứu hợp lệ', 'A valid token is required'),
  entry('forbidden', 403, 'Bạn không có quyền thực hiện việc này', 'You may not do this'),
  entry('other-agency', 403, 'Hồ sơ thuộc cơ quan khác', 'This belongs to another agency'),
  entry('not-found', 404, 'Không tìm thấy', 'Not found'),
  entry('request-timeout', 408, 'Gửi yêu cầu quá chậm', 'The request took too long to arrive'),
  entry('conflict', 409, 'Không thể thực hiện ở trạng thái hiện tại', 'Not possible in the present state'),
  entry('gone', 410, 'Dữ liệu đã được xóa', 'The data has been erased'),
  entry('stale-revision', 412, 'Hồ sơ đã thay đổi, hãy tải lại', 'It has changed meanwhile, read it again'),
  entry('too-large', 413, 'Dữ liệu gửi lên quá lớn', 'The request is too large'),
  entry('uri-too-long', 414, 'Địa chỉ quá dài', 'The address is too long'),
  entry('unsupported-media-type', 415, 'Kiểu nội dung không được hỗ trợ', 'The media type is not supported'),
  entry('idempotency-key-reused', 422, 'Khóa chống trùng đã dùng cho nội dung khác', 'The idempotency key was used with another body'),
  entry('idempotency-key-required', 428, 'Thiếu khóa chống trùng (Idempotency-Key)', 'Idempotency-Key is required'),
  entry('if-match-required', 428, 'Thiếu phiên bản hồ sơ (If-Match)', 'If-Match is required'),
  entry('too-many-requests', 429, 'Quá nhiều yêu cầu, hãy thử lại sau', 'Too many requests, try again later'),
  entry('headers-too-large', 431, 'Phần đầu yêu cầu quá lớn', 'The header fields are too large'),
  entry('internal', 500, 'Hệ thống gặp lỗi', 'Something went wrong here'),
  entry('unavailable', 503, 'Tạm thời chưa phục vụ được, hãy thử lại sau', 'Not available now, try again later'),
  entry('not-ready', 503, 'Dịch vụ chưa sẵn sàng', 'The service is not ready'),
  entry('not-yet-visible', 503, 'Dữ liệu đang được cập nhật, hãy thử lại sau', 'Not visible yet, try again shortly'),
  entry('status-409', 409, 'Không thể thực hiện ở trạng thái hiện tại', 'Not possible in the present state'),
  entry('status-404', 404, 'Không tìm thấy', 'Not found'),
  entry('status-403', 403, 'Bạn không có quyền thực hiện việc này', 'You may not do this'),
  entry('status-400', 400, 'Yêu cầu không hợp lệ', 'The request is not valid'),
]);

/** A service's own codes. A `Rejection` with a registered code answers the status given here instead of 409. */
export const registerProblems = (problems: Readonly<Record<string, ProblemTitle>>): void => {
  for (const [code, title] of Object.entries(problems)) titles.set(code, title);
};
