package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of the operations API: JSON objects, bounded, with no member that means nothing. */
public final class JsonRequest {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_IDS = 10_000;
  private static final int LONGEST_TEXT = 500;

  private JsonRequest() {}

  /** The body, an object with no other members than these. */
  public static JsonNode read(HttpServletRequest request, Set<String> members) {
    requireJson(request.getContentType());
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new ProblemException(ProblemCode.BODY_TIMEOUT, "The body did not arrive.");
    }
    if (bytes.length > MOST_BYTES) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE, "The body has more than %d bytes.".formatted(MOST_BYTES));
    }
    if (bytes.length == 0) {
      throw new ProblemException(ProblemCode.MALFORMED_JSON, "The body is missing.");
    }
    try {
      var body = JSON.readTree(bytes);
      requireObject(body, "body", members);
      return body;
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new ProblemException(
          ProblemCode.MALFORMED_JSON,
          at == null
              ? "The body is not JSON."
              : "The body is not JSON at line %d, column %d."
                  .formatted(at.getLineNr(), at.getColumnNr()));
    }
  }

  static void requireObject(JsonNode node, String name, Set<String> members) {
    if (!node.isObject()) {
      throw invalid("The %s is not a JSON object.".formatted(name));
    }
    for (var member : node.propertyNames()) {
      if (!members.contains(member)) {
        throw invalid(
            "'%s' means nothing in the %s; known are %s."
                .formatted(
                    member.length() > 64 ? member.substring(0, 64) : member,
                    name,
                    String.join(", ", members.stream().sorted().toList())));
      }
    }
  }

  public static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail);
  }

  /** Ids of letters, each once, in order; null if the body tells none. */
  public static @Nullable List<Long> ids(JsonNode body) {
    var ids = body.path("ids");
    if (ids.isMissingNode() || ids.isNull()) {
      return null;
    }
    if (!ids.isArray() || ids.isEmpty()) {
      throw invalid("'ids' is not an array of at least one id.");
    }
    if (ids.size() > MOST_IDS) {
      throw invalid(
          "'ids' has %d ids; at most %d can be told, use 'query' for more."
              .formatted(ids.size(), MOST_IDS));
    }
    var numbers = new ArrayList<Long>();
    for (var id : ids) {
      if (!id.isIntegralNumber() || !id.canConvertToLong() || id.asLong() < 1) {
        throw invalid("'ids' holds what is not the id of a dead letter.");
      }
      numbers.add(id.asLong());
    }
    return numbers.stream().distinct().sorted().toList();
  }

  /** Whether the member is true; false if it is missing. */
  public static boolean flag(JsonNode body, String name) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw invalid("'%s' is neither true nor false.".formatted(name));
    }
    return value.asBoolean();
  }

  /** A text that has to be told. */
  static String text(JsonNode body, String name) {
    var value = body.path(name);
    if (!value.isString() || value.asString().isBlank()) {
      throw invalid("'%s' is missing: say it in words.".formatted(name));
    }
    var text = value.asString().strip();
    if (text.length() > LONGEST_TEXT) {
      throw invalid(
          "'%s' has %d characters; %d is the limit.".formatted(name, text.length(), LONGEST_TEXT));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid("'%s' holds control characters.".formatted(name));
    }
    return text;
  }

  private static void requireJson(@Nullable String contentType) {
    try {
      var type = contentType == null ? null : MediaType.parseMediaType(contentType);
      if (type != null
          && (MediaType.APPLICATION_JSON.includes(type)
              || type.getSubtypeSuffix() != null && type.getSubtypeSuffix().equals("json"))) {
        return;
      }
    } catch (InvalidMediaTypeException e) {
      // Told below.
    }
    throw new ProblemException(
        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type is %s; understood here: application/json."
            .formatted(contentType == null ? "missing" : contentType));
  }
}
