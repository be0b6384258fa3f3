import java.io.FileInputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Holds each file it is given against PDF/UA-1 (ISO 14289-1) and says which clauses it breaks, and how often. */
public class PDFUA {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var foundry = Foundries.defaultInstance();
    var passed = true;
    for (var file : files) {
      try (var parser = foundry.createParser(new FileInputStream(file), PDFAFlavour.PDFUA_1)) {
        var result = foundry.createValidator(PDFAFlavour.PDFUA_1, false).validate(parser);
        System.out.println((result.isCompliant() ? "passes PDF/UA-1: " : "breaks PDF/UA-1: ") + file);
        var faults = new TreeMap<String, Integer>();
        for (var a : result.getTestAssertions())
          if (a.getStatus() == TestAssertion.Status.FAILED)
            faults.merge(a.getRuleId().getClause() + " " + a.getMessage(), 1, Integer::sum);
        faults.forEach((fault, times) -> System.out.println("  " + fault + " (" + times + " times)"));
        passed &= result.isCompliant();
      }
    }
    System.exit(passed && files.length > 0 ? 0 : 1);
  }
}
