package io.sensorplatform.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AuditRowTest {

  private static final byte[] NOTHING = new byte[32];

  private static final Act ACT = Act.done("ada", "device.create", "dev_a", "acme", "name: press 7");

  private final AuditRow row =
      new AuditRow(1, Instant.parse("2026-11-21T10:15:30.123456Z"), ACT, "203.0.113.7", null);

  /** Computed by the Python lines in docs/api/audit.md: the form is a contract. */
  @Test
  void hasTheHashThatAnybodyElseComputes() {
    assertThat(HexFormat.of().formatHex(row.hash(NOTHING)))
        .isEqualTo("48ca416544d5ce52988b6e3c7e9fc455f743bb4a5f95549ffb6fc7af7d92ac33");
  }

  @Test
  void hasAnotherHashWhereTextMovesFromOneMemberToTheNext() {
    var moved =
        new AuditRow(
            1,
            row.at(),
            Act.done("adad", "evice.create", "dev_a", "acme", "name: press 7"),
            "203.0.113.7",
            null);

    assertThat(moved.hash(NOTHING)).isNotEqualTo(row.hash(NOTHING));
  }

  @Test
  void keepsTextThatOthersChoseShortAndPrintable() {
    Act act =
        Act.refused("a\0b\n\ud800", "x", "y".repeat(1_000), null, "z".repeat(9_000)).printable();

    assertThat(act.who()).isEqualTo("a?b??");
    assertThat(act.object()).hasSize(256);
    assertThat(act.detail()).hasSize(2_000);
    assertThat(act.printable()).isEqualTo(act);
  }
}
