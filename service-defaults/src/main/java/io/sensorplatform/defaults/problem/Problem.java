package io.sensorplatform.defaults.problem;

import io.sensorplatform.defaults.secret.Masking;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A problem document (RFC 9457).
 *
 * @param code what kind of problem; gives type, title, status and hint
 * @param detail what is wrong this time, and where
 * @param instance path of the request
 * @param traceId the request's trace, to tell an operator
 * @param errors what is wrong with each item or member, if it is about several
 */
public record Problem(
    ProblemCode code,
    String detail,
    @Nullable String instance,
    @Nullable String traceId,
    List<ItemError> errors) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Problem {
    // Both may quote what the request says, and some put a key or a token where it does not belong.
    detail = Masking.mask(detail);
    instance = instance == null ? null : Masking.mask(instance);
    errors = List.copyOf(errors);
  }

  public byte[] toJson() {
    var members = new LinkedHashMap<String, @Nullable Object>();
    members.put("type", code.type());
    members.put("title", code.title());
    members.put("status", code.status());
    members.put("detail", detail);
    putIfKnown(members, "instance", instance);
    members.put("code", code.code());
    members.put("hint", code.hint());
    putIfKnown(members, "traceId", traceId);
    if (!errors.isEmpty()) {
      members.put("errors", errors);
    }
    return JSON.writeValueAsBytes(members);
  }

  private static void putIfKnown(
      LinkedHashMap<String, @Nullable Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
