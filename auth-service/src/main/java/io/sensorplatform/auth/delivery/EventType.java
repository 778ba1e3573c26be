package io.sensorplatform.auth.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What webhooks are told of. */
public enum EventType {
  /** A live key of an enabled device expires within 14, 7 or 1 days. */
  KEY_EXPIRING,
  /** A key expired. */
  KEY_EXPIRED,
  /** A device gets no tokens from now on. */
  DEVICE_DISABLED,
  /** A device is gone, with its keys. */
  DEVICE_DELETED,
  /** Somebody tries a webhook. */
  WEBHOOK_TEST;

  /** Such as {@code key.expiring}. */
  public String told() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  public static Optional<EventType> of(@Nullable String told) {
    return Arrays.stream(values()).filter(type -> type.told().equals(told)).findFirst();
  }
}
