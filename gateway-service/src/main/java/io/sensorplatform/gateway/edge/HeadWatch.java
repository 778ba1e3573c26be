package io.sensorplatform.gateway.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sensorplatform.defaults.problem.Problem;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Stands before the decoder, where the server shows nothing yet: notices when a head begins, can
 * answer one that never ends, and keeps the server's shutdown from closing connections, which we do
 * ourselves once their callers know.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

  private static final String NAME = "head-watch";
  private static final String DECODER = "httpDecoder";

  private final Caller caller;

  private HeadWatch(Caller caller) {
    this.caller = caller;
  }

  /** Whether a connection speaks HTTP/2. */
  static boolean http2(HttpServerConnection connection) {
    return connection.channelHandlerContext().pipeline().get(DECODER) == null;
  }

  static void watch(HttpServerConnection connection, Caller caller) {
    var own = connection.channelHandlerContext();
    String next = caller.http2() ? own.name() : DECODER;
    own.pipeline().addBefore(next, NAME, new HeadWatch(caller));
    if (!caller.http2()) {
      own.pipeline().addAfter(DECODER, "body-watch", new BodyWatch(caller));
    }
  }

  /** Answers a head that took too long, and closes. */
  static void refuseHead(HttpServerConnection connection, String detail) {
    ChannelHandlerContext context = connection.channelHandlerContext().pipeline().context(NAME);
    if (context == null) {
      connection.close();
      return;
    }
    byte[] body = new Problem(ProblemCode.HEAD_TIMEOUT, detail, null, null, List.of()).toJson();
    String head =
        "HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\ncontent-length: %d\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
            .formatted(body.length);
    context
        .writeAndFlush(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    caller.received();
    context.fireChannelRead(bytes);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ShutdownEvent)) {
      context.fireUserEventTriggered(event);
    }
  }
}
