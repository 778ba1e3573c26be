package io.sensorplatform.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LedgerTableTest {
  private static final String LEDGER =
      """
      {"kafka":"%s",
       "totals":{"accepted":1234567,"acknowledged":null,"stored":1234560,"difference":%d},
       "partitions":[
         {"partition":0,"offsets":{"next":1000,"end":1001,"lost":0,"difference":0},"stored":1000,
          "replaced":0,"deadLettered":0,"onKafka":1,"archived":null},
         {"partition":1,"offsets":{"next":1000,"end":null,"lost":0,"difference":%d},"stored":993,
          "replaced":0,"deadLettered":0,"onKafka":0,"archived":12}],
       "hours":[{"tenant":"local","hour":"2026-11-21T10:00:00Z","accepted":5,"difference":null}]}
      """;

  @Test
  void aBalancedLedgerIsATableOfPartitionsAndTotals() {
    var lines = print(LEDGER.formatted("available", 0, 0), false);

    assertThat(lines.lines())
        .contains(
            "PARTITION   NEXT    END  STORED  REPLACED  DEAD-LETTERED  ON-KAFKA  ARCHIVED  LOST  DIFFERENCE",
            "0          1,000  1,001   1,000         0              0         1         -     0           0",
            "accepted              1,234,567",
            "acknowledged                  -",
            "accepted = stored + replaced + dead-lettered + in flight")
        .noneMatch(line -> line.contains("TENANT"));
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(print(LEDGER.formatted("available", 7, 7), false))
        .contains("7 readings are missing.");
  }

  @Test
  void hoursAreToldWhereTheyAreAskedForAndKafkaWhereItIsAway() {
    assertThat(print(LEDGER.formatted("unavailable", 0, 0), true))
        .contains("TENANT", "local   2026-11-21T10:00:00Z         5", "Kafka does not answer");
  }

  private static String print(String ledger, boolean hours) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    new LedgerTable(new Terminal(stream, stream, false, false))
        .print(JsonMapper.shared().readTree(ledger), hours);
    return out.toString(StandardCharsets.UTF_8);
  }
}
