package io.sensorplatform.defaults.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiContractTest {

  private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

  @Test
  void everyOperationSaysWhoMayCallItAndWhoAnswers() {
    for (Map<?, ?> operation : operations()) {
      assertThat(operation.keySet())
          .as("%s", operation.get("operationId"))
          .extracting(Object::toString)
          .contains("operationId", "summary", "x-service", "x-foreign", "security", "responses");
    }
  }

  @Test
  void everyOperationHasItsOwnId() {
    var seen = new HashSet<Object>();
    assertThat(operations()).allMatch(operation -> seen.add(operation.get("operationId")));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    var references = new ArrayList<String>();
    collect(ApiContract.document(), references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      Object at = ApiContract.document();
      for (String step : reference.substring(2).split("/")) {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
      assertThat(at).as(reference).isNotNull();
    }
  }

  private static List<Map<?, ?>> operations() {
    var operations = new ArrayList<Map<?, ?>>();
    ((Map<?, ?>) ApiContract.document().get("paths"))
        .values()
        .forEach(item ->
            ((Map<?, ?>) item)
                .forEach((key, value) -> {
                  if (VERBS.contains(key)) {
                    operations.add((Map<?, ?>) value);
                  }
                }));
    return operations;
  }

  private static void collect(Object value, List<String> references) {
    if (value instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        references.add(reference);
      }
      map.values().forEach(member -> collect(member, references));
    } else if (value instanceof List<?> list) {
      list.forEach(member -> collect(member, references));
    }
  }
}
