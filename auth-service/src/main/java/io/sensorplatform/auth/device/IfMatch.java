package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which versions of a device a change may be made to (RFC 9110 s13.1.1); null: any. */
record IfMatch(@Nullable List<String> tags) {

  private static final Pattern TAG =
      Pattern.compile("\\s*((?:W/)?\"[\\x21\\x23-\\x7e]{0,64}\")\\s*(?:,|$)");

  /**
   * @throws ProblemException if the header is missing or no list of tags
   */
  static IfMatch required(@Nullable String header) {
    if (header == null) {
      throw new ProblemException(ProblemCode.PRECONDITION_REQUIRED, "The request has no If-Match.");
    }
    return of(header);
  }

  /** Any version if the header is missing. */
  static IfMatch of(@Nullable String header) {
    if (header == null || header.strip().equals("*")) {
      return new IfMatch(null);
    }
    Matcher tag = TAG.matcher(header);
    List<String> tags = new ArrayList<>();
    int end = 0;
    while (end < header.length() && tag.find(end) && tag.start() == end) {
      tags.add(tag.group(1));
      end = tag.end();
    }
    if (tags.isEmpty() || end < header.length()) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'If-Match' is neither * nor a list of ETags.");
    }
    return new IfMatch(tags);
  }

  static String tag(Device device) {
    return "\"" + device.version() + "\"";
  }

  /**
   * @throws ProblemException if the device is at another version
   */
  void check(Device device) {
    if (tags != null && !tags.contains(tag(device))) {
      throw new ProblemException(
          ProblemCode.PRECONDITION_FAILED,
          "The device is at version %s by now.".formatted(tag(device)));
    }
  }
}
