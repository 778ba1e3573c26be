package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Unit;
import io.sensorplatform.sensor.time.ArrivalTimes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request brings, item by item in its order: readings that are admitted, and errors for
 * the rest. Every format fills one, so the rules for a reading are here and only here.
 */
public final class Batch {

  /** Says that an item does not tell when it was observed. */
  static final long NOT_TOLD = Long.MAX_VALUE;

  /**
   * A reading's objects (170 bytes and its id), the producer's for a record (80), or an error's.
   */
  private static final int ITEM_MEMORY = 320;

  private final VerifiedToken token;
  private final AcceptedWindow window;
  private final ArrivalTimes times;
  private final long arrived;
  private final int maxReadings;
  private final List<Reading> readings = new ArrayList<>();
  private final List<ItemError> errors = new ArrayList<>();

  Batch(VerifiedToken token, Admission admission, ArrivalTimes times) {
    this.token = token;
    this.times = times;
    this.arrived = times.now();
    this.window = AcceptedWindow.around(arrived, admission.past(), admission.ahead());
    this.maxReadings = admission.maxReadings();
  }

  public List<Reading> readings() {
    return readings;
  }

  public List<ItemError> errors() {
    return errors;
  }

  /** About how many bytes of heap the items take until they are answered, on their way included. */
  public long memory() {
    return (long) size() * ITEM_MEMORY;
  }

  public int size() {
    return readings.size() + errors.size();
  }

  /** The next item of the request, well-formed so far. */
  void add(@Nullable String sensorId, long observedAtMicros, double value, @Nullable String unit) {
    if (sensorId == null) {
      reject(ProblemCode.SENSOR_ID_INVALID, "sensorId is missing.");
    } else if (!SensorId.isValid(sensorId)) {
      reject(ProblemCode.SENSOR_ID_INVALID, "sensorId does not have the form of a sensor id.");
    } else if (!token.covers(sensorId)) {
      reject(
          ProblemCode.SENSOR_NOT_ALLOWED,
          "No sensor prefix of the token covers %s.".formatted(sensorId));
    } else if (observedAtMicros != NOT_TOLD && !window.holds(observedAtMicros)) {
      reject(
          ProblemCode.OBSERVED_AT_OUT_OF_WINDOW,
          "observedAt is outside %s.".formatted(window.describe()));
    } else if (!Double.isFinite(value)) {
      reject(ProblemCode.VALUE_INVALID, "value is beyond the range of a 64-bit float.");
    } else if (unit != null && !Unit.isValid(unit)) {
      reject(ProblemCode.UNIT_INVALID, "unit does not have the form of a unit.");
    } else {
      checkRoom();
      long observedAt = observedAtMicros == NOT_TOLD ? times.next(arrived) : observedAtMicros;
      readings.add(new Reading(token.tenant(), sensorId, observedAt, value, unit, 0, arrived));
    }
  }

  /** The next item of the request, which cannot be a reading. */
  void reject(ProblemCode code, String detail) {
    checkRoom();
    errors.add(ItemError.permanent(size(), code, detail));
  }

  private void checkRoom() {
    if (size() == maxReadings) {
      throw new ProblemException(
          ProblemCode.TOO_MANY_READINGS,
          "The request holds more than %d readings.".formatted(maxReadings));
    }
  }
}
