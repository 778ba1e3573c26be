package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.sensor.time.Rfc3339;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one item of a request, straight from the tokens. What is JSON but not a reading costs only
 * itself. Members that are not known are skipped. A member that appears twice is refused: JSON
 * leaves open which of them counts (RFC 8259 s4), and a guess would store a wrong value silently.
 * {@code null} says the same as leaving the member out.
 */
final class JsonItem {

  private static final int SENSOR_ID = 1;
  private static final int OBSERVED_AT = 2;
  private static final int VALUE = 4;
  private static final int UNIT = 8;

  /** Largest number of milliseconds whose microseconds are still a long. */
  private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000 - 1;

  private int seen;
  private @Nullable String sensorId;
  private long observedAt;
  private double value;
  private @Nullable String unit;
  private @Nullable ProblemCode fault;
  private String faultDetail = "";

  /** Reads the value that the parser stands at, to its end. */
  void read(JsonParser json) {
    clear();
    JsonToken token = json.currentToken();
    if (token != JsonToken.START_OBJECT) {
      json.skipChildren();
      fault(
          ProblemCode.ITEM_MALFORMED, "A reading is an object; this is %s.".formatted(name(token)));
      return;
    }
    String member;
    while ((member = json.nextName()) != null) {
      json.nextToken();
      switch (member) {
        case "sensorId" -> sensorId(json);
        case "observedAt" -> observedAt(json);
        case "value" -> value(json);
        case "unit" -> unit(json);
        default -> json.skipChildren();
      }
    }
    if (fault == null && (seen & VALUE) == 0) {
      fault(ProblemCode.VALUE_INVALID, "value is missing.");
    }
  }

  /** Hands over what was read last. */
  void addTo(Batch batch) {
    if (fault != null) {
      batch.reject(fault, faultDetail);
    } else {
      batch.add(sensorId, observedAt, value, unit);
    }
  }

  private void clear() {
    seen = 0;
    sensorId = null;
    observedAt = Batch.NOT_TOLD;
    unit = null;
    fault = null;
  }

  private void sensorId(JsonParser json) {
    if (isTold(SENSOR_ID, "sensorId", json)) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        sensorId = json.getString();
      } else {
        wrongType(ProblemCode.SENSOR_ID_INVALID, "sensorId", "a string", json);
      }
    }
  }

  private void observedAt(JsonParser json) {
    if (!isTold(OBSERVED_AT, "observedAt", json)) {
      return;
    }
    switch (json.currentToken()) {
      case VALUE_STRING -> {
        observedAt =
            Rfc3339.micros(
                json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
        if (observedAt == Rfc3339.INVALID) {
          fault(ProblemCode.OBSERVED_AT_INVALID, "observedAt is not an RFC 3339 instant.");
        }
      }
      case VALUE_NUMBER_INT ->
          millis(json.getNumberType() == JsonParser.NumberType.BIG_INTEGER, json);
      case VALUE_NUMBER_FLOAT -> {
        double micros = json.getDoubleValue() * 1_000;
        if (Math.abs(micros) > MAX_MILLIS * 1_000.0) {
          beyondTime();
        } else {
          observedAt = Math.round(micros);
        }
      }
      default ->
          wrongType(ProblemCode.OBSERVED_AT_INVALID, "observedAt", "a string or a number", json);
    }
  }

  private void millis(boolean beyondLong, JsonParser json) {
    long millis = beyondLong ? Long.MAX_VALUE : json.getLongValue();
    if (millis > MAX_MILLIS || millis < -MAX_MILLIS) {
      beyondTime();
    } else {
      observedAt = millis * 1_000;
    }
  }

  private void beyondTime() {
    fault(ProblemCode.OBSERVED_AT_INVALID, "observedAt is beyond what can be told in time.");
  }

  private void value(JsonParser json) {
    if (!isTold(VALUE, "value", json)) {
      return;
    }
    switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value = json.getDoubleValue();
      default -> wrongType(ProblemCode.VALUE_INVALID, "value", "a number", json);
    }
  }

  private void unit(JsonParser json) {
    if (isTold(UNIT, "unit", json)) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        unit = json.getString();
      } else {
        wrongType(ProblemCode.UNIT_INVALID, "unit", "a string", json);
      }
    }
  }

  /** Whether the member says something and is the first of its name. */
  private boolean isTold(int bit, String member, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return false;
    }
    if ((seen & bit) != 0) {
      json.skipChildren();
      fault(ProblemCode.ITEM_MALFORMED, "%s appears twice.".formatted(member));
      return false;
    }
    seen |= bit;
    return true;
  }

  private void wrongType(ProblemCode code, String member, String wanted, JsonParser json) {
    String found = name(json.currentToken());
    json.skipChildren();
    fault(code, "%s is %s, not %s.".formatted(member, found, wanted));
  }

  /** The first fault of an item is the one that is told. */
  private void fault(ProblemCode code, String detail) {
    if (fault == null) {
      fault = code;
      faultDetail = detail;
    }
  }

  private static String name(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case null, default -> "null";
    };
  }
}
