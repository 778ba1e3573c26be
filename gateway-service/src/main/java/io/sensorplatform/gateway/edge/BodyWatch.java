package io.sensorplatform.gateway.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands behind the decoder of HTTP/1.1: of a body with broken chunks the server would close the
 * connection without a word.
 */
final class BodyWatch extends ChannelInboundHandlerAdapter {

  private final Caller caller;

  BodyWatch(Caller caller) {
    this.caller = caller;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    // A head that is not HTTP comes as a whole request, which the server knows how to handle.
    if (message instanceof HttpContent content
        && content.decoderResult().isFailure()
        && !(message instanceof HttpRequest)) {
      ReferenceCountUtil.release(message);
      caller.brokenBody();
    } else {
      context.fireChannelRead(message);
    }
  }
}
