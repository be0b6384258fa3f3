import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.xmlbeans.SchemaType;
import org.apache.xmlbeans.XmlError;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.CommentsDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.SstDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.StyleSheetDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorkbookDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorksheetDocument;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.DocumentDocument;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.FtrDocument;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.HdrDocument;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.SettingsDocument;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.StylesDocument;

/**
 * Holds workbooks (XLSX) and reports (DOCX) against the schemas of ISO/IEC 29500, transitional, as Apache POI carries them: a
 * program calls a file damaged that strays from them. Arguments are files; every fault is printed, and the exit code is 1.
 */
public class OOXML {
  /** What each part is, by the beginning of its name. The rest (relations, drawings of notes) has no schema here. */
  static final Map<String, SchemaType> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("xl/workbook.xml", WorkbookDocument.type);
    PARTS.put("xl/worksheets/sheet", WorksheetDocument.type);
    PARTS.put("xl/styles.xml", StyleSheetDocument.type);
    PARTS.put("xl/sharedStrings.xml", SstDocument.type);
    PARTS.put("xl/comments", CommentsDocument.type);
    PARTS.put("word/document.xml", DocumentDocument.type);
    PARTS.put("word/styles.xml", StylesDocument.type);
    PARTS.put("word/settings.xml", SettingsDocument.type);
    PARTS.put("word/header", HdrDocument.type);
    PARTS.put("word/footer", FtrDocument.type);
    PARTS.put("docProps/app.xml", org.openxmlformats.schemas.officeDocument.x2006.extendedProperties.PropertiesDocument.type);
    PARTS.put("docProps/custom.xml", org.openxmlformats.schemas.officeDocument.x2006.customProperties.PropertiesDocument.type);
  }

  public static void main(String[] files) throws Exception {
    boolean good = files.length > 0;
    for (String file : files) {
      int checked = 0;
      try (ZipFile zip = new ZipFile(file)) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          for (Map.Entry<String, SchemaType> part : PARTS.entrySet()) {
            if (entry.getName().startsWith(part.getKey())) {
              List<XmlError> faults = new ArrayList<>();
              XmlObject content = XmlObject.Factory.parse(zip.getInputStream(entry)).changeType(part.getValue());
              if (!content.validate(new XmlOptions().setErrorListener(faults))) {
                good = false;
              }
              for (XmlError fault : faults) {
                System.out.println(file + " " + entry.getName() + ": " + fault.getMessage());
              }
              checked++;
            }
          }
        }
      }
      if (checked < 5) {
        System.out.println(file + ": only " + checked + " parts are known");
        good = false;
      }
    }
    if (!good) {
      System.exit(1);
    }
    System.out.println(files.length + " files follow the schemas");
  }
}
