package io.sensorplatform.gateway.page;

import io.sensorplatform.defaults.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The pages that the gateway serves itself: {@code /}, {@code /problems}, {@code /problems/x},
 * {@code /v1/openapi}.
 */
@Component
public final class Pages {

  private static final String PROBLEMS = "/problems";

  private static final String STYLE =
      """
      :root { color-scheme: light dark }
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
      dt { font-weight: bold }
      """;

  /** Value of Content-Security-Policy: a page has nothing but its text and this one style. */
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
          .formatted(sha256(STYLE));

  private static final String INDEX =
      """
      {
        "name": "Sensor Platform",
        "ingest": "/v1/readings",
        "sensors": "/v1/sensors",
        "devices": "/v1/devices",
        "token": "/oauth2/token",
        "metadata": "/.well-known/oauth-authorization-server",
        "problems": "/problems",
        "openapi": "/v1/openapi"
      }
      """;

  private final OpenApi openApi;

  Pages(OpenApi openApi) {
    this.openApi = openApi;
  }

  /** Whether a path is ours to answer, with a page or with its absence. */
  public boolean holds(String path) {
    return path.equals("/")
        || path.equals(PROBLEMS)
        || path.startsWith(PROBLEMS + "/")
        || path.equals(OpenApi.PATH);
  }

  /**
   * @param accept the header Accept; Markdown only for who asks for it
   * @return null if there is no such page
   */
  public @Nullable Page find(String path, @Nullable String accept) {
    if (path.equals("/")) {
      return new Page("application/json", INDEX);
    }
    if (path.equals(OpenApi.PATH)) {
      return openApi.as(accept);
    }
    boolean markdown = accept != null && accept.contains("text/markdown");
    if (path.equals(PROBLEMS)) {
      return markdown ? markdown(listMarkdown()) : html("Problems", listHtml());
    }
    return ProblemCode.of(path.substring(PROBLEMS.length() + 1))
        .map(code -> markdown ? markdown(one(code)) : html(code.title(), oneHtml(code)))
        .orElse(null);
  }

  private static String one(ProblemCode code) {
    return """
    # %s

    - Code: `%s`
    - Status: %d

    ## What to do

    %s

    [All problems](/problems)
    """
        .formatted(code.title(), code.code(), code.status(), code.hint());
  }

  private static String oneHtml(ProblemCode code) {
    return """
    <h1>%s</h1>
    <dl>
    <dt>Code</dt><dd><code>%s</code></dd>
    <dt>Status</dt><dd>%d</dd>
    </dl>
    <h2>What to do</h2>
    <p>%s</p>
    <p><a href="/problems">All problems</a></p>
    """
        .formatted(escape(code.title()), code.code(), code.status(), escape(code.hint()));
  }

  private static String listMarkdown() {
    return Arrays.stream(ProblemCode.values())
        .map(code ->
            "- [`%s`](%s) (%d): %s\n"
                .formatted(code.code(), code.type(), code.status(), code.title()))
        .collect(Collectors.joining("", "# Problems\n\n", ""));
  }

  private static String listHtml() {
    return Arrays.stream(ProblemCode.values())
        .map(code ->
            "<li><a href=\"%s\"><code>%s</code></a> (%d): %s</li>\n"
                .formatted(code.type(), code.code(), code.status(), escape(code.title())))
        .collect(
            Collectors.joining(
                "",
                "<h1>Problems</h1>\n<p>What an answer of the platform can carry as <code>code</code>.</p>\n<ul>\n",
                "</ul>\n"));
  }

  private static Page markdown(String text) {
    return new Page("text/markdown; charset=utf-8", text);
  }

  private static Page html(String title, String body) {
    return new Page(
        "text/html; charset=utf-8",
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s - Sensor Platform</title>
        <style>%s</style>
        </head>
        <body>
        <main>
        %s</main>
        </body>
        </html>
        """
            .formatted(escape(title), STYLE, body));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has SHA-256", e);
    }
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text);
  }
}
