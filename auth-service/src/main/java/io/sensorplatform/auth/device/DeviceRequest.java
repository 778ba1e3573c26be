package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device to be created, as it was sent: any member may be missing or wrong until {@link
 * #checked}.
 *
 * @param tenant null: the tenant of whoever asks
 */
public record DeviceRequest(
    @Nullable String name, @Nullable List<@Nullable String> sensors, @Nullable String tenant) {

  static final int MAX_NAME_LENGTH = 64;
  static final int MAX_PREFIXES = 50;

  /** The prefixes travel in each of the device's tokens, which have to fit into a header. */
  static final int MAX_PREFIXES_LENGTH = 2_000;

  public record Checked(String name, List<String> sensors, @Nullable String tenant) {}

  /**
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} with everything that is wrong
   */
  public Checked checked() {
    List<ItemError> errors = new ArrayList<>();
    checkName(name, errors);
    List<String> prefixes = checkSensors(sensors, errors);
    if (tenant != null && !Tenant.isValid(tenant)) {
      errors.add(
          error("/tenant must be 1 to 63 of A-Z a-z 0-9 - _ and start with a letter or digit."));
    }
    if (name == null || !errors.isEmpty()) {
      throw wrong(errors);
    }
    return new Checked(name, prefixes, tenant);
  }

  static ProblemException wrong(List<ItemError> errors) {
    String detail =
        errors.size() == 1 ? errors.getFirst().detail() : errors.size() + " members are wrong.";
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail).withErrors(errors);
  }

  static void checkName(@Nullable String name, List<ItemError> errors) {
    if (name == null || !isName(name)) {
      errors.add(
          error(
              "/name must be 1 to %d printable characters, none around them blank."
                  .formatted(MAX_NAME_LENGTH)));
    }
  }

  static List<String> checkSensors(
      @Nullable List<@Nullable String> sensors, List<ItemError> errors) {
    if (sensors == null || sensors.isEmpty() || sensors.size() > MAX_PREFIXES) {
      errors.add(error("/sensors must be a list of 1 to %d prefixes.".formatted(MAX_PREFIXES)));
      return List.of();
    }
    int length = 0;
    for (int i = 0; i < sensors.size(); i++) {
      String prefix = sensors.get(i);
      if (prefix == null || !SensorId.isValid(prefix)) {
        errors.add(
            ItemError.permanent(
                i,
                ProblemCode.SENSOR_ID_INVALID,
                "/sensors/%d must be the start of a sensor id: 1 to %d of A-Z a-z 0-9 - : . / _"
                        .formatted(i, SensorId.MAX_LENGTH)
                    + " that starts with a letter or digit."));
      } else {
        length += prefix.length();
      }
    }
    if (length > MAX_PREFIXES_LENGTH) {
      errors.add(
          error(
              "/sensors must not hold more than %d characters in all."
                  .formatted(MAX_PREFIXES_LENGTH)));
    }
    return sensors.stream().filter(Objects::nonNull).distinct().toList();
  }

  private static ItemError error(String detail) {
    return ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail);
  }

  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePointCount(0, name.length()) <= MAX_NAME_LENGTH
        && name.equals(name.strip())
        && name.codePoints().allMatch(DeviceRequest::isPrintable);
  }

  /** Invisible characters would let two names look the same; lone surrogates are not text. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
