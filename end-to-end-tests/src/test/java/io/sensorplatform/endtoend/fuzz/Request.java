package io.sensorplatform.endtoend.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request in parts that can be changed each for itself.
 *
 * @param fields header fields without those that frame the body
 */
record Request(String method, String target, List<Field> fields, byte[] body) {

  Request {
    fields = List.copyOf(fields);
  }

  Request withMethod(String other) {
    return new Request(other, target, fields, body);
  }

  Request withTarget(String other) {
    return new Request(method, other, fields, body);
  }

  Request withFields(List<Field> others) {
    return new Request(method, target, others, body);
  }

  Request withBody(byte[] other) {
    return new Request(method, target, fields, other);
  }

  /** The bytes of the request, framed as HTTP asks for. */
  byte[] bytes() {
    var out = new ByteArrayOutputStream(512 + body.length);
    var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (Field field : fields) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  record Field(String name, String value) {}
}
