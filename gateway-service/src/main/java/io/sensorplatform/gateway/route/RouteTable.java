package io.sensorplatform.gateway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the route of a path: the longest prefix wins. The path is taken raw, never decoded. */
@Component
public final class RouteTable {

  private final List<Route> routes;

  RouteTable(RouteSettings settings) {
    this.routes =
        settings.routes().entrySet().stream()
            .map(entry -> Route.of(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt((Route route) -> route.path().length()).reversed())
            .toList();
  }

  public @Nullable Route find(String path) {
    for (Route route : routes) {
      if (route.holds(path)) {
        return route;
      }
    }
    return null;
  }

  public List<Route> routes() {
    return routes;
  }

  /**
   * Whether a service behind might read another path than the one routed by: one with dot segments,
   * plain or encoded, which it would resolve.
   */
  public static boolean climbs(String path) {
    if (path.indexOf('.') < 0 && path.indexOf("%2") < 0) {
      return false;
    }
    String plain =
        path.toLowerCase(Locale.ROOT)
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "/")
            .replace('\\', '/');
    for (String segment : plain.split("/", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
