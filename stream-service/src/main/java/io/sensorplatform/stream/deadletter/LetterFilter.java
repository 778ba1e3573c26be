package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Tenant;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which letters are meant; null where it does not matter.
 *
 * @param sensor an id, or the beginning of ids followed by {@code *}
 * @param from when the letter was written, inclusive
 * @param to when the letter was written, exclusive
 */
public record LetterFilter(
    @Nullable String reason,
    @Nullable String tenant,
    @Nullable String sensor,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable State state,
    @Nullable Integer partition) {

  public enum State {
    open,
    replayed,
    discarded
  }

  static final Set<String> MEMBERS =
      Set.of("reason", "tenant", "sensor", "from", "to", "state", "partition");

  /** Of a query string. */
  static LetterFilter ofParameters(Function<String, @Nullable String> parameters) {
    return new Parser(ProblemCode.INVALID_PARAMETER, parameters).filter();
  }

  /** Of a request's body, or of what {@link #toMap} made. */
  public static LetterFilter ofJson(JsonNode query) {
    JsonRequest.requireObject(query, "query", MEMBERS);
    return new Parser(
            ProblemCode.REQUEST_INVALID,
            name -> {
              var value = query.path(name);
              if (value.isMissingNode() || value.isNull()) {
                return null;
              }
              if (!value.isString() && !value.isIntegralNumber()) {
                throw JsonRequest.invalid("'query.%s' is not a string.".formatted(name));
              }
              return value.asString();
            })
        .filter();
  }

  /** The open ones among these: only they can be changed. */
  public LetterFilter open() {
    return new LetterFilter(reason, tenant, sensor, from, to, State.open, partition);
  }

  public Map<String, Object> toMap() {
    var members = new LinkedHashMap<String, Object>();
    put(members, "reason", reason);
    put(members, "tenant", tenant);
    put(members, "sensor", sensor);
    put(members, "from", from == null ? null : Times.format(from));
    put(members, "to", to == null ? null : Times.format(to));
    put(members, "state", state == null ? null : state.name());
    put(members, "partition", partition);
    return members;
  }

  public Conditions conditions(Reach reach) {
    var conditions = new Conditions();
    reach.addTo(conditions);
    if (reason != null) {
      conditions.add("reason = ?", reason);
    }
    if (tenant != null) {
      conditions.add("tenant = ?", tenant);
    }
    if (sensor != null && sensor.endsWith("*")) {
      var prefix = sensor.substring(0, sensor.length() - 1);
      // '~' sorts behind the whole alphabet of ids, which are compared as bytes.
      conditions.add("sensor_id >= ? AND sensor_id < ?", prefix, prefix + '~');
    } else if (sensor != null) {
      conditions.add("sensor_id = ?", sensor);
    }
    if (from != null) {
      conditions.add("created_at >= ?", Times.column(from));
    }
    if (to != null) {
      conditions.add("created_at < ?", Times.column(to));
    }
    if (state != null) {
      conditions.add("state = ?", state.name());
    }
    if (partition != null) {
      conditions.add("partition = ?", partition);
    }
    return conditions;
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  private record Parser(ProblemCode code, Function<String, @Nullable String> members) {

    LetterFilter filter() {
      var partition = text("partition", "a number", text -> text.matches("[0-9]{1,6}"));
      var state =
          text(
              "state",
              "one of open, replayed and discarded",
              text -> text.matches("open|replayed|discarded"));
      return new LetterFilter(
          text("reason", "a reason's code", text -> text.matches("[a-z0-9-]{1,64}")),
          text("tenant", "a tenant's name", Tenant::isValid),
          text("sensor", "a sensor id, or the beginning of one and *", Parser::isSensor),
          instant("from"),
          instant("to"),
          state == null ? null : State.valueOf(state),
          partition == null ? null : Integer.valueOf(partition));
    }

    private static boolean isSensor(String text) {
      return text.equals("*")
          || SensorId.isValid(text.endsWith("*") ? text.substring(0, text.length() - 1) : text);
    }

    private @Nullable String text(String name, String form, Predicate<String> isValid) {
      var text = members.apply(name);
      if (text != null && !isValid.test(text)) {
        throw new ProblemException(code, "'%s' is not %s.".formatted(name, form));
      }
      return text;
    }

    private @Nullable Instant instant(String name) {
      var text = members.apply(name);
      if (text == null) {
        return null;
      }
      var instant = Times.parse(text);
      if (instant == null) {
        throw new ProblemException(
            code,
            "'%s' is neither RFC 3339 nor milliseconds since 1970, or too far from now."
                .formatted(name));
      }
      return instant;
    }
  }
}
