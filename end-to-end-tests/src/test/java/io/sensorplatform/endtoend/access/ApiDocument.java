package io.sensorplatform.endtoend.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API as it describes itself at {@code /v1/openapi}: the source of what is tried. */
final class ApiDocument {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private ApiDocument(JsonNode document) {
    this.document = document;
  }

  static ApiDocument of(String gateway) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(gateway + "/v1/openapi")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ApiDocument(JsonMapper.shared().readTree(answer.body()));
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> item : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> told : item.getValue().properties()) {
        if (METHODS.contains(told.getKey())) {
          operations.add(
              Operation.of(
                  told.getKey(), item.getKey(), item.getValue(), told.getValue(), document));
        }
      }
    }
    return operations;
  }

  /** What the document's schema for this answer finds wrong with it. */
  List<String> violations(Operation operation, HttpResponse<String> answer) {
    JsonNode response =
        resolve(
            operation.responses().has(Integer.toString(answer.statusCode()))
                ? operation.responses().path(Integer.toString(answer.statusCode()))
                : operation.responses().path("default"));
    if (response.isMissingNode()) {
      return List.of("status " + answer.statusCode() + " is not in the document");
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return answer.body().isEmpty() ? List.of() : List.of("there is a body");
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    if (!content.has(type)) {
      return List.of("content type " + type + " is not in the document");
    }
    if (!type.endsWith("json") || type.endsWith("ndjson")) {
      return List.of();
    }
    ObjectNode schema = JsonMapper.shared().createObjectNode();
    schema.setAll((ObjectNode) content.path(type).path("schema"));
    schema.set("components", document.path("components"));
    return schemas.getSchema(schema).validate(JsonMapper.shared().readTree(answer.body())).stream()
        .map(Error::toString)
        .toList();
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }
}
