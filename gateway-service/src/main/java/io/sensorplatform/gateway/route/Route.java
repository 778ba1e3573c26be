package io.sensorplatform.gateway.route;

import io.sensorplatform.gateway.route.RouteSettings.Access;
import io.sensorplatform.gateway.route.RouteSettings.Entry;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a path goes, and on which terms.
 *
 * @param limit name of the one limit for all methods; null: by method
 * @param repeatable whether POST is as safe to repeat as GET, since a reading has an identity
 * @param quota whether writes count against the tenant's quota of readings
 * @param deadline how long a request may take; null: as long as its service may
 */
public record Route(
    String name,
    String path,
    String downstream,
    boolean tokenNeeded,
    @Nullable String limit,
    boolean repeatable,
    @Nullable Duration deadline,
    boolean quota) {

  /** In the place of a service: the gateway answers itself. */
  public static final String GATEWAY = "gateway";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  static Route of(String name, Entry entry) {
    return new Route(
        name,
        entry.path(),
        entry.downstream(),
        entry.access() == Access.TOKEN,
        entry.limit(),
        entry.repeatable(),
        entry.deadline(),
        entry.quota());
  }

  boolean holds(String requested) {
    return requested.startsWith(path)
        && (requested.length() == path.length() || requested.charAt(path.length()) == '/');
  }

  /** The name of the limit that a request with this method counts against. */
  public String limitOf(String method) {
    if (limit != null) {
      return limit;
    }
    return reads(method) ? "reads" : "writes";
  }

  /** Whether the gateway answers itself. */
  public boolean own() {
    return downstream.equals(GATEWAY);
  }

  /** Whether a request with this method changes nothing. */
  public boolean reads(String method) {
    return SAFE.contains(method);
  }

  /** Whether sending the request a second time changes nothing. */
  public boolean mayRepeat(String method) {
    return reads(method) || repeatable && method.equals("POST");
  }
}
