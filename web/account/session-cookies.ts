/** Hands the cookies of an API answer on to the browser: the session lives there and nowhere else. */
export function withCookiesOf(answer: Headers): Headers {
  const headers = new Headers();
  for (const cookie of answer.getSetCookie()) headers.append('Set-Cookie', cookie);
  return headers;
}
