package io.sensorplatform.local.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sensorplatform.local.load.Summary.Threshold;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static final JsonNode PLAN =
      JsonMapper.shared()
          .readTree(
              "{\"steps\":[{\"seconds\":10,\"rate\":10},{\"seconds\":10,\"rate\":20},{\"seconds\":10,\"rate\":40}]}");

  @TempDir private Path temporary;

  @Test
  void anExceededThresholdSaysByHowMuch() {
    var slow = new Threshold("p95", "p(95)<200", 200.0, 300.0, false, null);
    var failing = new Threshold("errors", "rate<0.002", 0.002, 0.01, false, null);
    var stale = new Threshold("fresh", "rate>0.99", 0.99, 0.9, false, null);

    assertThat(slow.told())
        .isEqualTo("p95: 300.0 ms, at most 200.0 ms (100.0 ms too much, 1.5 times)");
    assertThat(failing.told())
        .isEqualTo("errors: 1.00 %, at most 0.200 % (0.800 % too much, 5.0 times)");
    assertThat(stale.told()).isEqualTo("fresh: 90.0 %, at least 99.0 % (9.00 % too little)");
  }

  @Test
  void theJournalTellsReadingsAndTimes() throws Exception {
    Path file = temporary.resolve("journal.txt");
    Files.writeString(
        file,
        """
        A 1200 12.50 202 readings 3 8 0 0 100
        U 2100 20000.00 0 readings 3 8 0 100 100
        R 2500 3.00 429 readings 3 8 0 200 1
        G 2600 250.00 200 fresh
        """);

    Journal journal = Journal.read(file);

    assertThat(journal.readings().acknowledged()).isEqualTo(100);
    assertThat(journal.readings().onlyRefused()).isEqualTo(1);
    assertThat(journal.series().routes()).containsExactly("fresh", "readings");
    Series.Moment all = journal.series().between("readings", 0, 10);
    assertThat(all.answers()).isEqualTo(3);
    assertThat(all.refused()).isEqualTo(1);
    assertThat(all.failed()).isEqualTo(1);
    assertThat(all.quantile(0.99)).isCloseTo(12.5, within(0.7));
  }

  @Test
  void aLineThatIsNoneIsNotPassedOver() throws Exception {
    Path file = temporary.resolve("journal.txt");
    Files.writeString(file, "A 1200 12.50 202 readings 3 8\n");

    assertThatThrownBy(() -> Journal.read(file)).hasMessageContaining("a line that is none");
  }

  @Test
  void anExceptionOfAScriptIsSeen() throws Exception {
    Path file = temporary.resolve("k6.log");
    Files.writeString(
        file,
        """
        Request Failed
        TypeError: Cannot read property 'b' of undefined or null
        \tat default (file:///load-tests/scenarios/smoke.ts:2:35(4))

        thresholds on metrics 'checks' have been crossed
        """);

    assertThat(K6Log.read(file).exceptions())
        .containsExactly("TypeError: Cannot read property 'b' of undefined or null");
  }

  @Test
  void theKneeIsTheLastStepThatIsCarried() {
    var series = new Series();
    answers(series, 0, 10, 10, 20);
    answers(series, 10, 20, 20, 30);
    answers(series, 20, 30, 25, 900);

    Knee knee = Knee.of(PLAN, series);

    assertThat(knee.steps()).extracting(Knee.Step::carries).containsExactly(true, true, false);
    assertThat(knee.told()).contains("20 requests/s carried", "at 40 offered: 25 answered");
  }

  @Test
  void stepsThatFallAgainHaveNoKnee() {
    JsonNode plan =
        JsonMapper.shared()
            .readTree("{\"steps\":[{\"seconds\":1,\"rate\":10},{\"seconds\":1,\"rate\":1}]}");

    assertThat(Knee.of(plan, new Series()).told()).isEmpty();
  }

  @Test
  void whatIsWorseThanTheToleranceIsARegression() {
    Result before = result(100, 20, 40);

    assertThat(Comparison.of(before, result(95, 22, 44), 20).regressions()).isEmpty();
    assertThat(Comparison.of(before, result(70, 20, 60), 20).regressions())
        .containsExactly(
            "p99 ms: 60.00, was 40.00 (+50 %, tolerated 20 %)",
            "requests/s: 70.00, was 100.0 (-30 %, tolerated 20 %)");
  }

  @Test
  void aFewMillisecondsAreNoRegression() {
    assertThat(Comparison.of(result(100, 2, 4), result(100, 4, 8), 20).regressions()).isEmpty();
  }

  @Test
  void aBuildServerReadsWhatFailed() throws Exception {
    var summary =
        new Summary(
            JsonMapper.shared().readTree("{\"seconds\":20}"),
            List.of(
                new Threshold("p95", "p(95)<200", 200.0, 300.0, false, null),
                new Threshold("errors", "rate<0.002", 0.002, 0.0, true, null)));
    var verdict =
        new Verdict(10, 10, 0, 0, 9, null, null, 1.5, List.of("1 acknowledged <reading>"));

    String xml =
        JUnitReport.of(
            new Run("r", "smoke", 0, temporary), summary, verdict, List.of("p99 \"worse\""));

    var suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("4");
    assertThat(suite.getAttribute("failures")).isEqualTo("3");
    assertThat(suite.getElementsByTagName("failure").item(1).getAttributes().item(0).getNodeValue())
        .isEqualTo("1 acknowledged <reading>");
  }

  @Test
  void thePageStandsAlone() {
    var series = new Series();
    answers(series, 0, 10, 10, 20);
    var summary =
        new Summary(
            JsonMapper.shared().readTree("{\"seconds\":20,\"profile\":\"ci\"}"),
            List.of(new Threshold("p95", "p(95)<200", 200.0, 300.0, false, null)));
    var verdict = new Verdict(10, 10, 0, 0, 10, 10L, 12L, 1.5, List.of());
    var run = new Run("r", "smoke", 0, temporary);

    String page =
        HtmlReport.of(
            run,
            "a <target>",
            summary,
            verdict,
            new Journal(new SentReadings(), series),
            new Knee(List.of()),
            Optional.of(new Comparison(List.of(), List.of())));

    assertThat(page)
        .contains("<svg", "p(95)&lt;200", "exceeded", "10 in 12 rows", "a &lt;target&gt;")
        .doesNotContain("http://", "https://", "<script");
  }

  private static Result result(double rate, double p95, double p99) {
    return new Result(
        JsonMapper.shared()
            .readTree(
                "{\"routes\":{\"readings\":{\"perSecond\":%f,\"readingsPerSecond\":500,\"p50\":10,\"p95\":%f,\"p99\":%f}}}"
                    .formatted(rate, p95, p99)));
  }

  private static void answers(Series series, int from, int to, int rate, double ms) {
    for (int second = from; second < to; second++) {
      for (int i = 0; i < rate; i++) {
        series.add(second * 1000L + (long) ms, ms, 202, "readings", 1);
      }
    }
  }
}
