// SPDX-License-Identifier: Apache-2.0
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Another program's look at a report and its evidence: ReadMessage ROOTS CONTAINER [EVIDENCE]. Opens the container, verifies its
 * signature and the digests of its manifest, and in the evidence the node's signature over the checkpoint and the time stamp over
 * the same. Prints a line for each; ends with 1 at the first that does not hold.
 */
@SuppressWarnings("unchecked") // Store.getMatches() is raw in places
final class ReadMessage {
  private static final Map<String, String> DIGESTS =
      Map.of("http://www.w3.org/2001/04/xmlenc#sha256", "SHA-256", "urn:oid:1.2.156.10197.1.401", "SM3");

  private final Set<TrustAnchor> roots = new HashSet<>();

  private ReadMessage(Path pem) throws Exception {
    try (InputStream in = new FileInputStream(pem.toFile())) {
      for (Object one : CertificateFactory.getInstance("X.509", "BC").generateCertificates(in)) {
        X509Certificate certificate = (X509Certificate) one;
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
          roots.add(new TrustAnchor(certificate, null));
        }
      }
    }
  }

  private static Map<String, byte[]> open(Path path) throws Exception {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  /** The chain from who signed to a root, built from what the signature carries. */
  private void checkChain(X509Certificate end, Collection<X509CertificateHolder> carried) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    for (X509CertificateHolder holder : carried) {
      all.add(new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder));
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(end);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, target);
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
    parameters.setRevocationEnabled(false);
    CertPathBuilder.getInstance("PKIX", "BC").build(parameters);
  }

  /** The signing certificate is the one that the signed attributes pin (RFC 5035). */
  private static void checkPin(SignerInformation signer, X509CertificateHolder certificate) throws Exception {
    Attribute attribute = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    require(attribute != null, "no signingCertificateV2");
    SigningCertificateV2 pin = SigningCertificateV2.getInstance(attribute.getAttrValues().getObjectAt(0));
    ASN1ObjectIdentifier by = pin.getCerts()[0].getHashAlgorithm().getAlgorithm();
    require(by.equals(NISTObjectIdentifiers.id_sha256), "pinned by " + by);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    require(Arrays.equals(digest, pin.getCerts()[0].getCertHash()), "another certificate is pinned");
  }

  private String verify(byte[] signature, byte[] content) throws Exception {
    CMSSignedData cms = new CMSSignedData(new CMSProcessableByteArray(content), signature);
    Collection<SignerInformation> signers = cms.getSignerInfos().getSigners();
    require(signers.size() == 1, signers.size() + " signers");
    SignerInformation signer = signers.iterator().next();
    X509CertificateHolder holder = (X509CertificateHolder) cms.getCertificates().getMatches(signer.getSID()).iterator().next();
    X509Certificate certificate = new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder);
    require(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate)), "the signature is bad");
    checkPin(signer, holder);
    checkChain(certificate, cms.getCertificates().getMatches(null));
    return certificate.getSubjectX500Principal().getName() + " by " + signer.getEncryptionAlgOID();
  }

  private static int checkManifest(Map<String, byte[]> entries, String manifest) throws Exception {
    Pattern reference = Pattern.compile("DataObjectReference URI=\"([^\"]+)\".*?Algorithm=\"([^\"]+)\".*?DigestValue>([^<]+)<", Pattern.DOTALL);
    Matcher found = reference.matcher(manifest);
    int n = 0;
    for (; found.find(); n++) {
      byte[] digest = MessageDigest.getInstance(DIGESTS.get(found.group(2)), "BC").digest(entries.get(found.group(1)));
      require(Arrays.equals(digest, Base64.getDecoder().decode(found.group(3))), found.group(1) + " is another file");
    }
    return n;
  }

  private void readContainer(Path path) throws Exception {
    Map<String, byte[]> entries = open(path);
    byte[] manifest = entries.get("META-INF/ASiCManifest001.xml");
    System.out.println("container: signed by " + verify(entries.get("META-INF/signature001.p7s"), manifest));
    System.out.println("container: " + checkManifest(entries, new String(manifest, StandardCharsets.UTF_8)) + " files as signed");
  }

  private void readEvidence(Path path) throws Exception {
    Map<String, byte[]> entries = open(path);
    String proof = new String(entries.get("proof.txt"), StandardCharsets.UTF_8);
    byte[] note = proof.substring(proof.indexOf("\n\n") + 2).getBytes(StandardCharsets.UTF_8);
    System.out.println("evidence: checkpoint signed by " + verify(entries.get("checkpoint.p7s"), note));
    TimeStampToken token = new TimeStampToken(new CMSSignedData(new ByteArrayInputStream(entries.get("checkpoint.tst"))));
    X509CertificateHolder holder = (X509CertificateHolder) token.getCertificates().getMatches(token.getSID()).iterator().next();
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(note);
    require(Arrays.equals(digest, token.getTimeStampInfo().getMessageImprintDigest()), "stamped is another checkpoint");
    checkChain(new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder), token.getCertificates().getMatches(null));
    BigInteger serial = token.getTimeStampInfo().getSerialNumber();
    System.out.println("evidence: stamped at " + token.getTimeStampInfo().getGenTime().toInstant() + " as " + serial.toString(16));
  }

  public static void main(String[] arguments) {
    Security.addProvider(new BouncyCastleProvider());
    try {
      ReadMessage reader = new ReadMessage(Path.of(arguments[0]));
      reader.readContainer(Path.of(arguments[1]));
      if (arguments.length > 2) {
        reader.readEvidence(Path.of(arguments[2]));
      }
    } catch (Exception error) {
      System.err.println("ReadMessage: " + error);
      System.exit(1);
    }
  }
}
