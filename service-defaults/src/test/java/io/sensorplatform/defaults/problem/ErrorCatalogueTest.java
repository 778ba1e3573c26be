package io.sensorplatform.defaults.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/api/errors.md equal to the catalogue; {@code -Ddocs=write} writes it anew. */
class ErrorCatalogueTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "api", "errors.md");

  @Test
  void theDocumentListsEveryCode() throws IOException {
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(DOCUMENT, document());
    }
    assertThat(DOCUMENT).content().isEqualTo(document());
  }

  @Test
  void everyCodeSaysWhatToDo() {
    assertThat(ProblemCode.values())
        .allSatisfy(code -> {
          assertThat(code.code()).matches("[a-z]+(-[a-z]+)*");
          assertThat(code.hint()).endsWith(".");
          assertThat(code.title()).isNotBlank().doesNotEndWith(".");
          assertThat(ProblemCode.of(code.code())).contains(code);
        });
  }

  private static String document() {
    return """
    # Errors

    Every error answer is a problem document (RFC 9457, `application/problem+json`):
    `type`, `title`, `status`, `detail`, `instance`, `code`, `hint`, `traceId`, and `errors`
    when it is about several items: `{"index", "code", "detail", "retryable"}` each.
    `code` is stable; `title`, `detail` and `hint` are for people and may change.
    `/oauth2/token` answers in the form of RFC 6749 s5.2 instead.

    A 429 or 503 carries `Retry-After` in seconds. Sending readings again is always harmless.

    This file is made from `ProblemCode`: `mvn -pl service-defaults test -Ddocs=write`.

    | Code | Status | What is wrong | What to do |
    |---|---|---|---|
    """
        + Arrays.stream(ProblemCode.values())
            .map(code ->
                "| `%s` | %d | %s | %s |\n"
                    .formatted(code.code(), code.status(), code.title(), code.hint()))
            .collect(Collectors.joining());
  }
}
