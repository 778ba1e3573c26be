package io.sensorplatform.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.local.cli.ArchiveVerification.Depth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArchiveVerificationTest {
  private static final String FIRST =
      """
      {"partitions":[{"partition":0,"objects":2,"records":20,"undecodable":1,"bytes":900,
         "firstOffset":10,"lastOffset":29}],
       "problems":[],"catalogueCompared":true,"next":"a+b"}
      """;

  private static final String LAST =
      """
      {"partitions":[{"partition":0,"objects":1,"records":10,"undecodable":0,"bytes":400,
         "firstOffset":40,"lastOffset":49},
        {"partition":1,"objects":0,"records":0,"undecodable":0,"bytes":0,
         "firstOffset":null,"lastOffset":null}],
       "problems":[{"kind":"missing","partition":0,"key":null,"fromOffset":30,"toOffset":39,
         "detail":"no object holds these offsets","action":"Bring it back."}],
       "catalogueCompared":false,"next":null}
      """;

  private final List<String> asked = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void putsTheStepsTogether() {
    var verification = run(Depth.rows, FIRST, LAST);

    assertThat(asked)
        .containsExactly(
            "/v1/archive/verification?depth=rows",
            "/v1/archive/verification?depth=rows&cursor=a%2Bb");
    assertThat(verification.isSound()).isFalse();
    JsonNode told = JsonMapper.shared().valueToTree(verification.json());
    assertThat(told.path("sound").asBoolean()).isFalse();
    assertThat(told.path("catalogueCompared").asBoolean()).isFalse();
    assertThat(told.at("/partitions/0/objects").asInt()).isEqualTo(3);
    assertThat(told.at("/partitions/0/records").asInt()).isEqualTo(30);
    assertThat(told.at("/partitions/0/firstOffset").asInt()).isEqualTo(10);
    assertThat(told.at("/partitions/0/lastOffset").asInt()).isEqualTo(49);
    assertThat(told.at("/problems/0/kind").asString()).isEqualTo("missing");
  }

  @Test
  void tellsEveryProblemWithItsRangeAndWhatToDo() {
    run(Depth.footers, FIRST, LAST).print(terminal());

    assertThat(out.toString())
        .contains("missing partition 0, offsets 30 to 39")
        .contains("no object holds these offsets")
        .contains("Bring it back.")
        .contains("Partition 0 begins at offset 10")
        .contains("PostgreSQL could not be asked")
        .contains("1 problem;");
  }

  @Test
  void whatLiesBesideThePartitionsIsToldByItsKeyAlone() {
    run(
            Depth.footers,
            """
            {"partitions":[{"partition":0,"objects":1,"records":10,"undecodable":0,"bytes":400,
               "firstOffset":0,"lastOffset":9}],
             "problems":[{"kind":"foreign","partition":null,"key":"readings/v1/export.parquet",
               "fromOffset":null,"toOffset":null,"detail":"the archiver puts nothing here",
               "action":"Move it away."}],
             "catalogueCompared":true,"next":null}
            """)
        .print(terminal());

    assertThat(out.toString())
        .contains("foreign readings/v1/export.parquet")
        .containsPattern("0 +1 +10 +400 +0 +9 +0\\R")
        .contains("1 problem;");
  }

  @Test
  void aSoundArchiveIsSaidToBeSound() {
    var verification =
        run(
            Depth.footers,
            "{\"partitions\":[],\"problems\":[],\"catalogueCompared\":true,\"next\":null}");
    verification.print(terminal());

    assertThat(verification.isSound()).isTrue();
    assertThat(out.toString()).contains("The archive is sound, by its footers");
  }

  @Test
  void anAnswerOfAnotherFormIsNotTakenForSound() {
    assertThatThrownBy(() -> run(Depth.footers, "{\"status\":\"fine\"}"))
        .hasMessageContaining("could not be checked");
  }

  @Test
  void aCursorThatDoesNotMoveIsNotFollowedForEver() {
    assertThatThrownBy(() -> run(Depth.footers, FIRST, FIRST))
        .hasMessageContaining("does not get on");
  }

  private ArchiveVerification run(Depth depth, String... steps) {
    return ArchiveVerification.run(
        path -> {
          asked.add(path);
          return JsonMapper.shared().readTree(steps[asked.size() - 1]);
        },
        depth,
        ignored -> {});
  }

  private Terminal terminal() {
    return new Terminal(new PrintStream(out, true), new PrintStream(out, true), false, false);
  }
}
