package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to change of a device, as it was sent; null: nothing of this member. */
record DevicePatch(
    @Nullable String name, @Nullable List<@Nullable String> sensors, @Nullable Boolean disabled) {

  /**
   * The device as it is to be; itself if nothing changes.
   *
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} with everything that is wrong
   */
  Device applyTo(Device device) {
    List<ItemError> errors = new ArrayList<>();
    if (name != null) {
      DeviceRequest.checkName(name, errors);
    }
    List<String> prefixes =
        sensors == null ? device.sensors() : DeviceRequest.checkSensors(sensors, errors);
    if (!errors.isEmpty()) {
      throw DeviceRequest.wrong(errors);
    }
    var changed =
        new Device(
            device.clientId(),
            device.tenant(),
            name == null ? device.name() : name,
            prefixes,
            disabled == null ? device.disabled() : disabled,
            device.createdAt(),
            device.version());
    return changed.equals(device) ? device : changed.next();
  }
}
