package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that two servers could read in two ways (RFC 9112 s11.2). Each is refused, its
 * connection closed, and nothing of it comes to a service.
 */
class SmugglingIT {

  private static Attacked attacked;

  @BeforeAll
  static void start() throws IOException {
    attacked = new Attacked();
  }

  @AfterAll
  static void stop() {
    attacked.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 100_000,
      textBlock =
          """
          CL.TE                       | Content-Length: 6\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE.CL                       | Transfer-Encoding: chunked\\r\\nContent-Length: 4\\r\\n\\r\\n5c\\r\\n{smuggled}0\\r\\n\\r\\n
          TE twice                    | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE list                     | Transfer-Encoding: chunked, identity\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE identity                 | Transfer-Encoding: identity\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          TE xchunked                 | Transfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE quoted                   | Transfer-Encoding: "chunked"\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE with space before colon  | Transfer-Encoding : chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE with tab before colon    | Transfer-Encoding\\t: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE with vertical tab        | Transfer-Encoding: {VT}chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE folded                   | Transfer-Encoding:\\r\\n chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE behind a bare CR         | X: a\\rTransfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE behind a bare LF         | X: a\\nTransfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          TE named with underscore    | Transfer_Encoding: chunked\\r\\nContent-Length: -5\\r\\n\\r\\n0\\r\\n\\r\\n{smuggled}
          two lengths                 | Content-Length: 2\\r\\nContent-Length: 3\\r\\n\\r\\n{}{smuggled}
          two lengths in one          | Content-Length: 2, 3\\r\\n\\r\\n{}{smuggled}
          same length twice           | Content-Length: 2\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          negative length             | Content-Length: -1\\r\\n\\r\\n{}{smuggled}
          length with plus            | Content-Length: +2\\r\\n\\r\\n{}{smuggled}
          length in hex               | Content-Length: 0x2\\r\\n\\r\\n{}{smuggled}
          length with exponent        | Content-Length: 2e0\\r\\n\\r\\n{}{smuggled}
          length with a space inside  | Content-Length: 0 2\\r\\n\\r\\n{}{smuggled}
          length beyond a long        | Content-Length: 99999999999999999999\\r\\n\\r\\n{}{smuggled}
          length empty                | Content-Length: \\r\\n\\r\\n{}{smuggled}
          length in other digits      | Content-Length: {SQUARED}\\r\\n\\r\\n{}{smuggled}
          NUL in a value              | X: a{NUL}b\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          NUL in a name               | X{NUL}: a\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          space in a name             | X Y: a\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          no colon                    | Smuggled\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          no name                     | : a\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          chunk size negative         | Transfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n{}\\r\\n0\\r\\n\\r\\n{smuggled}
          chunk size huge             | Transfer-Encoding: chunked\\r\\n\\r\\nffffffffffffffff\\r\\n{}\\r\\n0\\r\\n\\r\\n{smuggled}
          chunk size with 0x          | Transfer-Encoding: chunked\\r\\n\\r\\n0x2\\r\\n{}\\r\\n0\\r\\n\\r\\n{smuggled}
          chunk size no number        | Transfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n{}\\r\\n0\\r\\n\\r\\n{smuggled}
          chunk longer than it says   | Transfer-Encoding: chunked\\r\\n\\r\\n2\\r\\n{}{}\\r\\n0\\r\\n\\r\\n{smuggled}
          chunk ended by LF           | Transfer-Encoding: chunked\\r\\n\\r\\n2\\n{}\\n0\\n\\n{smuggled}
          second Host                 | Host: b\\r\\nContent-Length: 2\\r\\n\\r\\n{}{smuggled}
          """)
  void whatCanBeReadInTwoWaysIsRefused(String name, String rest) throws Exception {
    try (RawCaller caller = attacked.caller()) {
      String attack =
          attacked.fill("POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}" + decoded(rest));
      RawCaller.Said said = caller.send(attack).read(4_000);

      assertThat(said.text()).contains("\"code\":\"malformed-request\"");
      assertThat(said.status()).isEqualTo(400);
      assertThat(said.answers()).isEqualTo(1);
      assertThat(said.closed()).isTrue();
    }
    attacked.assertUntouched();
  }

  /** Escapes of the table, and what none could be written for. */
  private static String decoded(String text) {
    return text.translateEscapes()
        .replace("{NUL}", "\0")
        .replace("{VT}", "\u000b")
        .replace("{SQUARED}", "\u00b2");
  }
}
