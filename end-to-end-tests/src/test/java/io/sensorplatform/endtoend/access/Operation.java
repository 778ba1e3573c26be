package io.sensorplatform.endtoend.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the API's document.
 *
 * @param scopes any of these sets lets a token in; none: the operation is public
 * @param foreign the problem code for another tenant's object; {@code none} if there is no such
 * @param parameters name to where it stands: path, query or header
 * @param required headers that have to be sent, with an example of their value
 * @param contentType of the body; null if there is none
 * @param example of the body; null if the document has none
 */
record Operation(
    String id,
    String method,
    String path,
    List<Set<String>> scopes,
    String foreign,
    Map<String, Parameter> parameters,
    Map<String, String> required,
    String contentType,
    JsonNode example,
    JsonNode bodySchema,
    JsonNode responses) {

  record Parameter(String in, JsonNode schema) {}

  static Operation of(String method, String path, JsonNode item, JsonNode told, JsonNode document) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Map<String, String> required = new LinkedHashMap<>();
    for (JsonNode list : List.of(item.path("parameters"), told.path("parameters"))) {
      for (JsonNode entry : list) {
        JsonNode parameter = resolve(entry, document);
        String name = parameter.path("name").asString();
        parameters.put(
            name,
            new Parameter(
                parameter.path("in").asString(), resolve(parameter.path("schema"), document)));
        if (parameter.path("in").asString().equals("header")
            && parameter.path("required").asBoolean()) {
          required.put(name, parameter.path("example").asString());
        }
      }
    }
    List<Set<String>> scopes = new ArrayList<>();
    for (JsonNode alternative : told.path("security")) {
      scopes.add(
          alternative
              .path("oauth2")
              .valueStream()
              .map(JsonNode::asString)
              .collect(Collectors.toUnmodifiableSet()));
    }
    var body =
        told.at("/requestBody/content").properties().stream()
            .filter(entry -> entry.getValue().has("example"))
            .findFirst()
            .or(() -> told.at("/requestBody/content").properties().stream().findFirst());
    return new Operation(
        told.path("operationId").asString(),
        method.toUpperCase(Locale.ROOT),
        path,
        List.copyOf(scopes),
        told.path("x-foreign").asString(),
        parameters,
        required,
        body.map(Map.Entry::getKey).orElse(null),
        body.map(entry -> entry.getValue().path("example"))
            .filter(example -> !example.isMissingNode())
            .orElse(null),
        body.map(entry -> resolve(entry.getValue().path("schema"), document)).orElse(null),
        told.path("responses"));
  }

  boolean isPublic() {
    return scopes.isEmpty();
  }

  boolean admits(Caller caller) {
    return caller.token() != null && scopes.stream().anyMatch(caller.scopes()::containsAll);
  }

  private static JsonNode resolve(JsonNode node, JsonNode document) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
