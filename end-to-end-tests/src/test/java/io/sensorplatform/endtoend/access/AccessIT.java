package io.sensorplatform.endtoend.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.SharedPlatform;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every operation of the API, as every kind of caller, for the own and for another tenant's object.
 * Made from the API's document: an operation that is not in it fails its service's test, and one
 * without a rule fails here.
 */
@ExtendWith(SharedPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessIT {

  /** What nobody here has: a grant, the password of now, the setup secret. */
  private static final Set<String> NEED_MORE =
      Set.of("token", "revokeToken", "changeOwnPassword", "setup");

  private static TwoTenants tenants;
  private static List<Operation> operations;
  private static ApiDocument document;

  private String gateway;

  @BeforeEach
  void prepare(Platform platform) throws Exception {
    gateway = platform.gateway();
    if (tenants == null) {
      tenants = new TwoTenants(platform);
      document = ApiDocument.of(gateway);
      operations = document.operations();
    }
  }

  @Test
  void everyOperationRefusesWhoMayNotCallIt() throws Exception {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Operation operation : operations) {
      for (Caller caller : tenants.callers()) {
        if (operation.isPublic() || operation.admits(caller)) {
          continue;
        }
        tried++;
        HttpResponse<String> answer = call(operation, caller, false);
        int status = caller.token() == null ? 401 : 403;
        String code = caller.token() == null ? "token-missing" : "scope-missing";
        expect(wrong, operation, caller, answer, status, code);
      }
    }
    System.out.printf("%d operations, %d refusals%n", operations.size(), tried);
    assertThat(tried).isGreaterThan(200);
    assertThat(wrong).isEmpty();
  }

  @Test
  void nobodyReachesAnotherTenantsObject() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : operations) {
      for (Caller caller : tenants.callers()) {
        if (!caller.tenant().equals(TwoTenants.OTHER)
            || operation.isPublic()
            || !operation.admits(caller)) {
          continue;
        }
        boolean device = caller.scopes().contains("readings:write");
        boolean ofSensor = operation.path().contains("{sensorId}");
        HttpResponse<String> answer = call(operation, caller, true);
        if (device && ofSensor) {
          expect(wrong, operation, caller, answer, 403, "sensor-not-allowed");
        } else if (!operation.foreign().equals("none")) {
          int status = operation.foreign().endsWith("not-found") ? 404 : 403;
          expect(wrong, operation, caller, answer, status, operation.foreign());
        } else if (!answer.body().contains("sensor-not-allowed")
            && !NEED_MORE.contains(operation.id())) {
          // Nothing of another tenant's can be named: the answer is about the caller's own.
          succeeded(wrong, operation, caller, answer);
        }
        tellsNothing(wrong, operation, caller, answer);
        if (operation.parameters().containsKey("tenant")) {
          HttpResponse<String> asked = call(operation, caller, true, "?tenant=" + TwoTenants.MARK);
          if (!operation.id().equals("searchDeadLetters")) {
            expect(wrong, operation, caller, asked, 403, "tenant-not-allowed");
          }
          tellsNothing(wrong, operation, caller, asked);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThatAllIsAsBefore();
  }

  /** Last: it uses up what the others look at. */
  @Test
  @Order(Integer.MAX_VALUE)
  void everyOperationAnswersWhoMayCallItAsTheDocumentSays() throws Exception {
    List<String> wrong = new ArrayList<>();
    List<Operation> inOrder =
        operations.stream().sorted(Comparator.comparingInt(AccessIT::harm)).toList();
    for (Operation operation : inOrder) {
      // It would end every token of the stack; RevocationIT does it.
      if (operation.id().equals("revokeSigningKey")) {
        continue;
      }
      Caller caller =
          tenants.callers().stream()
              .filter(c ->
                  operation.isPublic()
                      ? c.token() == null
                      : operation.admits(c) && c.tenant().equals(TwoTenants.MARK))
              .findFirst()
              .orElse(tenants.platformAdmin());
      HttpResponse<String> answer = call(operation, caller, false);
      if (!NEED_MORE.contains(operation.id())) {
        succeeded(wrong, operation, caller, answer);
      }
      for (String violation : document.violations(operation, answer)) {
        wrong.add(told(operation, caller, answer, violation));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What takes away comes after what only asks. */
  private static int harm(Operation operation) {
    int verb = List.of("GET", "PUT", "POST", "PATCH", "DELETE").indexOf(operation.method());
    boolean ends = operation.path().matches(".*/(cancel|discard|revocation)");
    return operation.path().contains("{") && (ends || verb == 4)
        ? 10 + operation.path().length() * -1 + 100 * (verb == 4 ? 2 : 1)
        : verb;
  }

  private HttpResponse<String> call(Operation operation, Caller caller, boolean foreign)
      throws Exception {
    return call(operation, caller, foreign, "");
  }

  private HttpResponse<String> call(
      Operation operation, Caller caller, boolean foreign, String query) throws Exception {
    String target = operation.path();
    for (String name : operation.parameters().keySet()) {
      if (operation.parameters().get(name).in().equals("path")) {
        target =
            target.replace(
                "{" + name + "}",
                URLEncoder.encode(tenants.object(operation.path(), name), StandardCharsets.UTF_8));
      }
    }
    String body = body(operation, foreign);
    return caller.call(
        gateway,
        operation.method(),
        target + query,
        operation.required(),
        operation.contentType(),
        body);
  }

  private static String body(Operation operation, boolean foreign) {
    JsonNode example = operation.example();
    if (operation.contentType() == null) {
      return null;
    }
    if (example == null) {
      // What no document can hold: a password, and names that must be new each time.
      return operation.id().equals("createOperator")
          ? "{\"username\":\"%s\",\"password\":\"%s\",\"role\":\"viewer\"}"
              .formatted("u" + UUID.randomUUID(), UUID.randomUUID())
          : "";
    }
    if (!example.isObject()) {
      return example.asString().replace("press 8", "press " + UUID.randomUUID());
    }
    ObjectNode body = (ObjectNode) example.deepCopy();
    if (operation.id().equals("sendReadings")) {
      body.put("sensorId", TwoTenants.MARK + "/t1");
    }
    if (operation.id().equals("editDeadLetter")) {
      body.put("observedAt", Instant.now().toString());
    }
    if (body.has("name")) {
      body.put("name", "n" + UUID.randomUUID());
    }
    if (foreign && operation.bodySchema().at("/properties/tenant").isObject()) {
      body.put("tenant", TwoTenants.MARK);
    }
    return JsonMapper.shared().writeValueAsString(body);
  }

  private void assertThatAllIsAsBefore() throws Exception {
    Caller admin = tenants.platformAdmin();
    String device = "/v1/devices/" + tenants.object("", "clientId");
    JsonNode letter = get(admin, "/v1/dead-letters/" + tenants.object("/dead-letters/", "id"));
    assertThat(letter.at("/state").asString()).isEqualTo("open");
    assertThat(letter.at("/edited").asBoolean()).isFalse();
    assertThat(get(admin, device).at("/version").asInt()).isEqualTo(1);
    assertThat(get(admin, device).at("/disabled").asBoolean()).isFalse();
    assertThat(get(admin, device + "/keys").at("/items/0/state").asString()).isEqualTo("live");
  }

  private JsonNode get(Caller caller, String path) throws Exception {
    HttpResponse<String> answer = caller.call(gateway, "GET", path, Map.of(), null, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer);
  }

  private static void succeeded(
      List<String> wrong, Operation operation, Caller caller, HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      wrong.add(told(operation, caller, answer, "success"));
    }
  }

  /** What the caller has sent may come back; what else the answer says must be their own. */
  private static void tellsNothing(
      List<String> wrong, Operation operation, Caller caller, HttpResponse<String> answer) {
    // Of a problem the path, of the audit log what was tried.
    String rest = answer.body().replaceAll("\"(instance|object)\":\"[^\"]*\"", "");
    if (rest.contains(TwoTenants.MARK)
        && !operation.path().contains("{sensorId}")
        && !operation.id().equals("sendReadings")) {
      wrong.add(told(operation, caller, answer, "nothing of the other tenant"));
    }
  }

  private static void expect(
      List<String> wrong,
      Operation operation,
      Caller caller,
      HttpResponse<String> answer,
      int status,
      String code) {
    if (answer.statusCode() != status || !code(answer).equals(code)) {
      wrong.add(told(operation, caller, answer, status + " " + code));
    }
  }

  private static String code(HttpResponse<String> answer) {
    return answer.body().startsWith("{") ? Api.json(answer).path("code").asString("") : "";
  }

  private static String told(
      Operation operation, Caller caller, HttpResponse<String> answer, String expected) {
    String body = answer.body();
    return "%s as %s: expected %s, got %d %s%n"
        .formatted(
            operation,
            caller,
            expected,
            answer.statusCode(),
            body.substring(0, Math.min(300, body.length())));
  }
}
