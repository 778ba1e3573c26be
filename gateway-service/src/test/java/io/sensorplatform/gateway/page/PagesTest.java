package io.sensorplatform.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.problem.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class PagesTest {

  private final Pages pages = new Pages(new OpenApi());

  @ParameterizedTest
  @EnumSource
  void everyProblemHasAPageAtItsType(ProblemCode code) {
    assertThat(pages.holds(code.type())).isTrue();
    Page page = pages.find(code.type(), "text/html,*/*");
    assertThat(page.mediaType()).startsWith("text/html");
    assertThat(page.text())
        .contains("lang=\"en\"", code.code(), Integer.toString(code.status()))
        .doesNotContain("<token>");
  }

  @Test
  void markdownIsForWhoAsksForIt() {
    Page page = pages.find("/problems/not-found", "text/markdown");
    assertThat(page.mediaType()).startsWith("text/markdown");
    assertThat(page.text()).startsWith("# Nothing is here");
  }

  @Test
  void listNamesEveryProblem() {
    assertThat(pages.find("/problems", null).text())
        .contains("/problems/not-found", "/problems/rate-limited");
    assertThat(pages.find("/problems", "text/markdown").text()).contains("(/problems/not-found)");
  }

  @Test
  void indexIsJson() {
    assertThat(pages.find("/", null).mediaType()).isEqualTo("application/json");
  }

  @Test
  void theApiIsDescribedInJsonAndYaml() {
    Page json = pages.find("/v1/openapi", "*/*");
    assertThat(json.mediaType()).isEqualTo("application/json");
    assertThat(
            JsonMapper.shared().readTree(json.text()).at("/paths/~1v1~1readings/post").isObject())
        .isTrue();
    Page yaml = pages.find("/v1/openapi", "application/yaml");
    assertThat(yaml.mediaType()).isEqualTo("application/yaml");
    assertThat(yaml.text()).contains("openapi: 3.1");
  }

  @Test
  void unknownProblemHasNoPage() {
    assertThat(pages.find("/problems/nonsense", null)).isNull();
    assertThat(pages.find("/problems/", null)).isNull();
  }
}
