package io.sensorplatform.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.bench.guard.GuardFile.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardFileTest {

  private final GuardFile stored =
      new GuardFile(
          List.of(
              new Entry("a part", "B", 100, 0.02, 1), new Entry("a small one", "B", 4, 0.02, 1)));

  @Test
  void whatCostsAsMuchOrLittleMoreIsFine() {
    assertThat(stored.complaints(Map.of("a part", 101.9, "a small one", 4.9))).isEmpty();
    assertThat(stored.complaints(Map.of("a part", 50.0, "a small one", 4.0))).isEmpty();
  }

  @Test
  void whatCostsMoreIsToldWithHowMuch() {
    assertThat(stored.complaints(Map.of("a part", 112.0, "a small one", 4.0)))
        .containsExactly("a part: 112.00 B, 12.0% more than the stored 100.00; 102.00 is allowed.");
  }

  @Test
  void whatIsOnlyStoredOrOnlyMeasuredIsTold() {
    assertThat(stored.complaints(Map.of("a part", 100.0, "a new one", 7.0)))
        .containsExactly(
            "a small one is stored, but was not measured.",
            "a new one was measured, but nothing is stored for it.");
  }

  @Test
  void acceptedValuesAreKeptWithTheirTolerances(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("guard.json");
    stored.with(Map.of("a part", 123.456, "a new one", 7.0)).write(file);
    assertThat(GuardFile.read(file).entries())
        .containsExactlyInAnyOrder(
            new Entry("a part", "B", 123.46, 0.02, 1), new Entry("a new one", "B", 7, 0.02, 1));
  }

  /** Measured for real: a guard that cannot fail guards nothing. */
  @Test
  void thePathPassesByItsOwnCostAndFailsByATightenedOne() throws Exception {
    double bytes = PathCost.measure(3, 3).bytes();
    Map<String, Double> measured = Map.of("path", bytes);
    assertThat(new GuardFile(List.of(new Entry("path", "B", bytes, 0.02, 1))).complaints(measured))
        .isEmpty();
    assertThat(
            new GuardFile(List.of(new Entry("path", "B", bytes * 0.9, 0.02, 1)))
                .complaints(measured))
        .singleElement()
        .asString()
        .contains("path", "11.1% more");
  }
}
