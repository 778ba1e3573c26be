package io.sensorplatform.auth.operator;

import io.sensorplatform.defaults.token.Scopes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators of a tenant may do, as sets of scopes; devices alone write readings. */
enum Role {
  /** Looks at readings. */
  VIEWER(Set.of(Scopes.READINGS_READ)),
  /** Runs the platform: dead letters, ledger, audit, what is known of sensors. */
  OPERATOR(Set.of(Scopes.READINGS_READ, Scopes.SENSORS_ADMIN, Scopes.OPERATIONS)),
  /** Says which devices there are, too. */
  ADMIN(
      Set.of(Scopes.READINGS_READ, Scopes.SENSORS_ADMIN, Scopes.OPERATIONS, Scopes.DEVICES_ADMIN));

  private final Set<String> scopes;

  Role(Set<String> scopes) {
    this.scopes = scopes;
  }

  Set<String> scopes() {
    return scopes;
  }

  String told() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(@Nullable String told) {
    return Arrays.stream(values()).filter(role -> role.told().equals(told)).findFirst();
  }

  /** The role that has exactly these scopes. */
  static Optional<Role> of(Set<String> scopes) {
    return Arrays.stream(values()).filter(role -> role.scopes.equals(scopes)).findFirst();
  }
}
