package peaceofmind.agent.collect.node.kernel;

import java.util.List;
import peaceofmind.agent.collect.node.read.Families;
import peaceofmind.agent.collect.node.read.Parser;
import peaceofmind.agent.collect.node.read.Text;
import peaceofmind.foundation.metric.Family;

/** Open files of the whole system: {@code /proc/sys/fs/file-nr} (proc(5)). */
public final class FileDescriptors implements Parser {

    @Override
    public List<Family> parse(Text text) {
        Families families = new Families();
        if (text.nextLine()) {
            families.gauge("node_filefd_allocated", "File descriptor statistics: allocated.", text.nextCount());
            text.skip(1);
            families.gauge("node_filefd_maximum", "File descriptor statistics: maximum.", text.nextCount());
        }
        return families.list();
    }
}
