package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Tenant;
import io.sensorplatform.reading.Unit;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an operator changes of a letter's reading: the members that are told, by the rules that hold
 * for readings that come in. {@code "unit": null} takes the unit away. When the platform received
 * the reading stays what it was.
 */
record ReadingEdit(JsonNode members) {

  static final Set<String> MEMBERS = Set.of("tenant", "sensorId", "observedAt", "value", "unit");

  ReadingEdit {
    if (members.isEmpty()) {
      throw JsonRequest.invalid("The body changes nothing.");
    }
  }

  /**
   * The reading with the changes.
   *
   * @throws ProblemException with the code of what is wrong
   */
  Reading of(Letter letter) {
    var before = letter.reading();
    return new Reading(
        tenant(letter),
        sensorId(before == null ? letter.sensorId() : before.sensorId()),
        observedAtMicros(before),
        value(before),
        unit(before),
        before == null ? 0 : before.flags(),
        before == null ? receivedAtMicros(letter) : before.receivedAtMicros());
  }

  /** A letter that is somebody's stays theirs. */
  private String tenant(Letter letter) {
    var told = members.path("tenant").isString() ? members.path("tenant").asString() : null;
    if (told == null && members.has("tenant") || told != null && !Tenant.isValid(told)) {
      throw JsonRequest.invalid("'tenant' is not a tenant's name.");
    }
    if (letter.tenant() != null) {
      if (told != null && !told.equals(letter.tenant())) {
        throw JsonRequest.invalid("The reading is of tenant %s.".formatted(letter.tenant()));
      }
      return letter.tenant();
    }
    if (told == null) {
      throw JsonRequest.invalid("'tenant' is missing: the record does not tell whose it is.");
    }
    return told;
  }

  private String sensorId(@Nullable String before) {
    var told = members.path("sensorId");
    if (told.isMissingNode() && before != null) {
      return before;
    }
    if (!told.isString()) {
      throw wrong(ProblemCode.SENSOR_ID_INVALID, "sensorId", told, "a string");
    }
    if (!SensorId.isValid(told.asString())) {
      throw new ProblemException(ProblemCode.SENSOR_ID_INVALID, "sensorId is not a sensor id.");
    }
    return told.asString();
  }

  private long observedAtMicros(@Nullable Reading before) {
    var told = members.path("observedAt");
    if (told.isMissingNode() && before != null) {
      return before.observedAtMicros();
    }
    if (!told.isString() && !told.isIntegralNumber()) {
      throw wrong(ProblemCode.OBSERVED_AT_INVALID, "observedAt", told, "a string or a number");
    }
    Instant instant = Times.parse(told.asString());
    if (instant == null) {
      throw new ProblemException(
          ProblemCode.OBSERVED_AT_INVALID, "observedAt is not an instant that can be stored.");
    }
    return Times.micros(instant);
  }

  private double value(@Nullable Reading before) {
    var told = members.path("value");
    if (told.isMissingNode() && before != null) {
      return before.value();
    }
    if (!told.isNumber()) {
      throw wrong(ProblemCode.VALUE_INVALID, "value", told, "a number");
    }
    if (!Double.isFinite(told.asDouble())) {
      throw new ProblemException(ProblemCode.VALUE_INVALID, "value is not finite.");
    }
    return told.asDouble();
  }

  private @Nullable String unit(@Nullable Reading before) {
    var told = members.path("unit");
    if (told.isMissingNode()) {
      return before == null ? null : before.unit();
    }
    if (told.isNull()) {
      return null;
    }
    if (!told.isString()) {
      throw wrong(ProblemCode.UNIT_INVALID, "unit", told, "a string");
    }
    if (!Unit.isValid(told.asString())) {
      throw new ProblemException(ProblemCode.UNIT_INVALID, "unit is not a unit.");
    }
    return told.asString();
  }

  /** Bytes that are no reading tell no time of receipt: then it is when Kafka got them. */
  private static long receivedAtMicros(Letter letter) {
    return Times.micros(letter.recordedAt() == null ? letter.createdAt() : letter.recordedAt());
  }

  private static ProblemException wrong(
      ProblemCode code, String member, JsonNode told, String wanted) {
    return new ProblemException(
        code,
        told.isMissingNode()
            ? "%s is missing.".formatted(member)
            : "%s is not %s.".formatted(member, wanted));
  }
}
