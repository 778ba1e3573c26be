package io.sensorplatform.endtoend.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.SharedPlatform;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What attackers write where text is expected, in every parameter of every operation and in every
 * text of every body: it is refused with a problem document, or is data like any other.
 */
@ExtendWith(SharedPlatform.class)
class InjectionIT {

  private static final List<String> STRINGS =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE readings.reading; --",
          "<script>alert(1)</script>",
          "${jndi:ldap://127.0.0.1/a}",
          "../../../../etc/passwd",
          "a\r\nSet-Cookie: injected=1",
          "a\u0000b",
          "\u202Egnp\uD83D\uDCA5\u0301.exe\\",
          "%00%0d%0a",
          "9".repeat(400),
          "x".repeat(3_000));

  private static final Set<String> ALL =
      Set.of("readings:read", "sensors:admin", "devices:admin", "operations", "platform:admin");

  @Test
  void everyTextIsRefusedOrIsData(Platform platform) throws Exception {
    String gateway = platform.gateway();
    var operator =
        new Caller(
            "operator", "default", ALL, platform.run("token", "operator").succeeded().out().trim());
    platform.device("injection", "default", "injection/");
    var device =
        new Caller(
            "device",
            "default",
            Set.of("readings:write"),
            platform.run("token", "injection").succeeded().out().trim());
    var nobody = new Caller("nobody", "", Set.of(), null);
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Operation operation : ApiDocument.of(gateway).operations()) {
      Caller caller =
          switch (operation.id()) {
            case "sendReadings" -> device;
            // Each wrong password counts against who signs in in other tests; auth-service's own
            // tests attack it.
            case "changeOwnPassword" -> nobody;
            default -> operation.isPublic() ? nobody : operator;
          };
      for (Attempt attempt : attempts(operation)) {
        HttpResponse<String> answer =
            caller.call(
                gateway,
                operation.method(),
                attempt.target(),
                attempt.headers(),
                operation.contentType(),
                attempt.body());
        tried++;
        if (answer.statusCode() >= 500 || answer.headers().firstValue("Set-Cookie").isPresent()) {
          wrong.add(
              "%s with %s: %d %s"
                  .formatted(operation, attempt, answer.statusCode(), answer.body()));
        } else if (answer.statusCode() >= 400 && !isProblem(operation, answer)) {
          wrong.add(
              "%s with %s: %d without a problem document: %s"
                  .formatted(operation, attempt, answer.statusCode(), answer.body()));
        }
      }
    }
    System.out.printf("%d attempts%n", tried);
    assertThat(tried).isGreaterThan(900);
    assertThat(wrong).isEmpty();
    // Nothing of it was done: what is stored still answers.
    platform.run("ledger").succeeded();
  }

  private record Attempt(String target, Map<String, String> headers, String body) {}

  private static List<Attempt> attempts(Operation operation) {
    List<Attempt> attempts = new ArrayList<>();
    for (String text : STRINGS) {
      operation
          .parameters()
          .forEach((name, parameter) -> {
            switch (parameter.in()) {
              case "path" ->
                  attempts.add(
                      new Attempt(
                          path(operation, name, text),
                          operation.required(),
                          body(operation, null, null)));
              case "query" ->
                  attempts.add(
                      new Attempt(
                          path(operation, null, null) + "?" + name + "=" + encoded(text),
                          operation.required(),
                          body(operation, null, null)));
              default -> {
                // What no HTTP client can send in a header, the gateway's own tests send.
                if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
                  var headers = new LinkedHashMap<>(operation.required());
                  headers.put(name, text);
                  attempts.add(
                      new Attempt(
                          path(operation, null, null), headers, body(operation, null, null)));
                }
              }
            }
          });
      for (Map.Entry<String, JsonNode> member :
          operation.bodySchema() == null
              ? Set.<Map.Entry<String, JsonNode>>of()
              : operation.bodySchema().path("properties").properties()) {
        attempts.add(
            new Attempt(
                path(operation, null, null),
                operation.required(),
                body(operation, member.getKey(), text)));
      }
    }
    return attempts;
  }

  /** Objects that do not exist: what is refused, and what is not found, is told the same way. */
  private static String path(Operation operation, String attacked, String text) {
    String path = operation.path();
    for (Map.Entry<String, Operation.Parameter> parameter : operation.parameters().entrySet()) {
      if (parameter.getValue().in().equals("path")) {
        boolean isAttacked = parameter.getKey().equals(attacked);
        path =
            path.replace("{" + parameter.getKey() + "}", isAttacked ? encoded(text) : "999999999");
      }
    }
    return path;
  }

  private static String body(Operation operation, String attacked, String text) {
    if (operation.contentType() == null) {
      return null;
    }
    if (operation.contentType().endsWith("form-urlencoded")) {
      return attacked == null ? "" : attacked + "=" + encoded(text);
    }
    if (operation.example() != null && !operation.example().isObject()) {
      return attacked == null ? operation.example().asString() : text;
    }
    ObjectNode body =
        operation.example() == null
            ? JsonMapper.shared().createObjectNode()
            : (ObjectNode) operation.example().deepCopy();
    if (attacked != null) {
      JsonNode before = body.path(attacked);
      if (before.isArray()) {
        body.putArray(attacked).add(text);
      } else {
        body.put(attacked, text);
      }
    }
    return JsonMapper.shared().writeValueAsString(body);
  }

  private static boolean isProblem(Operation operation, HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return type.startsWith("application/problem+json")
        || operation.path().startsWith("/oauth2/") && type.startsWith("application/json");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
