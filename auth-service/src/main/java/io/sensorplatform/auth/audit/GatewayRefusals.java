package io.sensorplatform.auth.audit;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the attempts that gateways refused: {@code POST /actuator/refusals} at the management port,
 * which only our own network reaches. Whoever else got there could have at most as many rows
 * written as {@code platform.auth.audit.refusals-per-hour} allows.
 */
@Component
@Endpoint(id = "refusals")
class GatewayRefusals {

  private static final int MAX = 10_001;
  private static final int LONGEST = 256;
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Refusals refusals;

  GatewayRefusals(Refusals refusals) {
    this.refusals = refusals;
  }

  private record Attempt(
      @Nullable String who,
      @Nullable String address,
      @Nullable String call,
      @Nullable String why,
      @Nullable String traceId,
      @Nullable Long count) {}

  /**
   * @param attempts a JSON array, as a text because endpoints take nothing deeper: of objects with
   *     {@code who} (as the token claims), {@code address}, {@code call}, {@code why}, {@code
   *     traceId} and {@code count}
   */
  @WriteOperation
  Map<String, Integer> take(String attempts) {
    List<Attempt> told = read(attempts);
    told.forEach(this::note);
    return Map.of("taken", told.size());
  }

  private static List<Attempt> read(String attempts) {
    Attempt[] told;
    try {
      told = JSON.readValue(attempts, Attempt[].class);
    } catch (JacksonException e) {
      throw new InvalidEndpointRequestException("attempts is no JSON array", "attempts");
    }
    if (told == null || told.length > MAX) {
      throw new InvalidEndpointRequestException("attempts are too many, or none", "attempts");
    }
    return List.of(told);
  }

  private void note(Attempt attempt) {
    String who = text(attempt.who());
    Act act =
        Act.refused(
            who.isEmpty() ? RefusedCallers.UNKNOWN : who,
            "api.call",
            text(attempt.call()),
            null,
            text(attempt.why()));
    long count = attempt.count() == null ? 1 : Math.max(1, attempt.count());
    refusals.noteFrom(
        act.times(count),
        new Origin(
            matching(ADDRESS, text(attempt.address())), matching(TRACE, text(attempt.traceId()))));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.length() > LONGEST ? value.substring(0, LONGEST) : value;
  }

  private static @Nullable String matching(Pattern form, String value) {
    return form.matcher(value).matches() ? value : null;
  }
}
