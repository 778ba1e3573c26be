package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void readsQuotedFieldsWithCommasQuotesAndLineEnds() {
    assertThat(Csv.rows("a,\"b,\"\"c\"\"\",\r\n\"x\ny\",z\n\nlast", 10))
        .containsExactly(
            new Csv.Row(1, List.of("a", "b,\"c\"", "")),
            new Csv.Row(2, List.of("x\ny", "z")),
            new Csv.Row(5, List.of("last")));
  }

  @Test
  void passesOverAByteOrderMarkAndStopsWhereThereIsTooMuch() {
    assertThat(Csv.rows("\ufeffa\nb\nc\nd\n", 2)).hasSize(3);
    assertThat(Csv.rows("\ufeffa\n", 2)).containsExactly(new Csv.Row(1, List.of("a")));
  }
}
