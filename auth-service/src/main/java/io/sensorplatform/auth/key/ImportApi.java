package io.sensorplatform.auth.key;

import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Imports devices from CSV or NDJSON. The whole body is read before the first answer is written, so
 * a client may send all of it before it reads; then each line's result follows as soon as it is
 * kept.
 */
@RestController
class ImportApi {

  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";

  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_DEVICES = 10_000;
  private static final int TOGETHER = 200;

  private final DeviceImport devices;
  private final DeviceAccess access;
  private final JsonMapper json;

  ImportApi(DeviceImport devices, DeviceAccess access, JsonMapper json) {
    this.devices = devices;
    this.access = access;
    this.json = json;
  }

  /** The last line of the answer: without it the answer is not all. */
  record Done(String status, int lines, int created, int failed) {}

  @PostMapping(
      path = "/v1/devices/import",
      consumes = {CSV, NDJSON})
  void create(
      VerifiedToken caller,
      @RequestParam(required = false) @Nullable String tenant,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String meant = access.tenant(caller, tenant);
    List<ImportLines.Line> lines = lines(request);
    response.setContentType(NDJSON);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    OutputStream out = response.getOutputStream();
    int created = 0;
    for (int start = 0; start < lines.size(); start += TOGETHER) {
      List<ImportLines.Line> some = lines.subList(start, Math.min(start + TOGETHER, lines.size()));
      for (DeviceImport.Result result : devices.create(caller, meant, some)) {
        created += result.isCreated() ? 1 : 0;
        write(out, result);
      }
      out.flush();
    }
    write(out, new Done("done", lines.size(), created, lines.size() - created));
  }

  private List<ImportLines.Line> lines(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new ProblemException(ProblemCode.BODY_TOO_LARGE, "The body is over 8 MiB.");
    }
    String text = utf8(body);
    List<ImportLines.Line> lines =
        request.getContentType().toLowerCase(Locale.ROOT).startsWith(CSV)
            ? ImportLines.ofCsv(text, MAX_DEVICES)
            : ImportLines.ofNdjson(text, json, MAX_DEVICES);
    if (lines.isEmpty()) {
      throw new ProblemException(ProblemCode.REQUEST_INVALID, "There is no device in the body.");
    }
    if (lines.size() > MAX_DEVICES) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE, "There are more than %d devices.".formatted(MAX_DEVICES));
    }
    return lines;
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(ProblemCode.MALFORMED_REQUEST, "The body is not UTF-8.");
    }
  }

  private void write(OutputStream out, Object line) throws IOException {
    out.write(json.writeValueAsBytes(line));
    out.write('\n');
  }
}
