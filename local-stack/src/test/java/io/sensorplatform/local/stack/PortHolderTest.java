package io.sensorplatform.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortHolderTest {
  @Test
  void namesTheProcessThatListens() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
      assertThat(PortHolder.pid(socket.getLocalPort())).contains(ProcessHandle.current().pid());
      assertThat(PortHolder.describe(socket.getLocalPort()))
          .contains("process " + ProcessHandle.current().pid())
          .contains("java");
    }
  }

  @Test
  void nobodyHoldsAFreePort() {
    assertThat(PortHolder.pid(Ports.free())).isEmpty();
  }
}
