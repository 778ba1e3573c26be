package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchivedReadingsTest {

  @Test
  void aStoreThatIsAwayIsToldAndNoCrash() throws Exception {
    int nobody;
    try (var port = new ServerSocket(0)) {
      nobody = port.getLocalPort();
    }
    var store =
        new DemoPlatform.ObjectStore(
            URI.create("http://127.0.0.1:" + nobody), "us-east-1", "bucket", "key", "secret");
    try (var archive = new ArchivedReadings(store, "default")) {
      assertThatThrownBy(() -> archive.show((sensor, at, value) -> {}, Instant.EPOCH))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the archive cannot be read");
    }
  }
}
