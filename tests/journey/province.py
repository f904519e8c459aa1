# SPDX-License-Identifier: Apache-2.0
"""A province's authority by the openssl command, whose certificates a server is told to trust."""

# $1: a folder, $2: the unit that one.pem is for, $3: openssl's -passout for one.p12, the same with its key. The
# authority is root.pem, its list root.crl.
PROVINCE = """
set -e; cd "$1"; : > index.txt; echo 01 > crlnumber
cat > ca.cnf <<END
[req]
distinguished_name = dn
prompt = no
[dn]
CN = x
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signing]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
authorityKeyIdentifier = keyid
[ca]
default_ca = province
[province]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
private_key = root.key
certificate = root.pem
END
new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -config ca.cnf'
openssl req -x509 $new -keyout root.key -out root.pem -subj "/CN=province" -days 3650 -extensions root
openssl req -new $new -keyout one.key -out one.csr -subj "/CN=郑雪梅/OU=$2"
openssl x509 -req -in one.csr -CA root.pem -CAkey root.key -CAcreateserial -days 365 -extfile ca.cnf -extensions signing -out one.pem
openssl ca -config ca.cnf -gencrl -out root.crl
openssl pkcs12 -export -in one.pem -inkey one.key -certfile root.pem -out one.p12 -passout "$3"
"""
